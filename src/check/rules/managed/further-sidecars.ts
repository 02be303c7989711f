import { managed } from './_facts';
import { meshPods } from './_workloads-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const furtherSidecars: Check = {
  code: 'MESH764',
  title: 'pod with additional containers under a managed data plane',
  aliases: ['G-WL4'],
  severity: Severity.WARNING,
  explanation: 'The managed data plane upgrades a proxy by evicting its pod. It skips pods that have other sidecar containers besides the proxy, so they keep old proxies.',
  run(world, report) {
    if (!managed(world)) return;
    for (const pod of meshPods(world)) {
      const wish = pod.annotations['mesh.cloud.google.com/proxy'] ?? world.namespace(pod.namespace)?.annotations['mesh.cloud.google.com/proxy'];
      const own = (pod.spec.containers ?? []).filter((c) => c.name !== 'istio-proxy');
      if (wish?.replace(/\s/g, '') === '{"managed":"true"}' && own.length > 1) {
        report(pod.item, {
          pointer: `${pod.pointer}/containers`,
          message: `the managed data plane upgrades no proxies in pods with several containers (${own.map((c) => c.name).join(', ')}), so ${world.nameOf(pod.item)} keeps an old proxy after an upgrade`,
          fix: 'restart it after each upgrade, and annotate its pods mesh.cloud.google.com/proxy: \'{"managed":"false"}\' to confirm that this is intended',
        });
      }
    }
  },
};
