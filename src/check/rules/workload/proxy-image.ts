import { INJECTOR, injectorName, proxyImage } from './_injector';
import { readYaml } from '../../../grammar/yaml';
import { push } from '../../../world/collect';
import type { ItemOf } from '../../../world/item';
import { containersOf, type Pod } from '../../../world/pods';
import { matches } from '../../../world/selector';
import { read } from '../../../world/shape';
import { proxyConfig } from '../../../world/shapes/istio';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** The image variant (`distroless`, …) that a pod's proxy should have. */
function imageType(world: World, pod: Pod): string {
  const { root, byNamespace } = world.once('proxyConfigs', () => {
    const map = new Map<string, ItemOf<'ProxyConfig'>[]>();
    for (const pc of world.all('ProxyConfig')) push(map, pc.namespace, pc);
    return { root: map.get(world.mesh.rootNamespace) ?? [], byNamespace: map };
  });
  let type = world.mesh.config.defaultConfig?.image?.imageType ?? '';
  const take = (t: string | undefined) => { if (t) type = t; };
  for (const pc of root) take(pc.spec.image?.imageType);
  const own = pod.namespace === world.mesh.rootNamespace ? [] : byNamespace.get(pod.namespace) ?? [];
  for (const pc of own) if (!pc.spec.selector) take(pc.spec.image?.imageType);
  for (const pc of own) if (pc.spec.selector && matches(pc.spec.selector.matchLabels, pod.labels)) take(pc.spec.image?.imageType);
  const annotation = pod.annotations['proxy.istio.io/config'];
  if (annotation) {
    try {
      take(read(proxyConfig, readYaml(annotation)).image?.imageType);
    } catch {
      // the check of annotation values reports an unreadable value
    }
  }
  return type === 'default' ? '' : type;
}

export const proxyImageMismatch: Check = {
  code: 'MESH509',
  title: 'pods that run a different proxy than the injector injects',
  aliases: ['IST0158'],
  severity: Severity.WARNING,
  explanation: 'The sidecar\'s image differs from the one in the configuration of the namespace\'s injector: the pods were not restarted after an upgrade, and run an old proxy.',
  run(world, report) {
    const images = new Map<string, string>();
    for (const map of world.all('ConfigMap')) if (map.name.startsWith(INJECTOR)) images.set(map.name, proxyImage(map));
    if (!images.size) return;
    const found = new Map<ItemOf<'Namespace'>, Pod[]>();
    for (const pod of world.pods(undefined)) {
      const ns = world.namespace(pod.namespace);
      const revision = ns?.labels['istio.io/rev'];
      if (!ns || (ns.labels['istio-injection'] !== 'enabled' && revision === undefined) || pod.annotations['sidecar.istio.io/proxyImage']) continue;
      const image = images.get(injectorName(revision ?? 'default'));
      if (image === undefined || pod.template) continue;
      const proxy = containersOf(pod).find((c) => c.name === 'istio-proxy');
      if (!proxy || proxy.image === image || proxy.image === `${image}-${imageType(world, pod)}`) continue;
      push(found, ns, pod);
    }
    for (const [ns, pods] of found) {
      report(ns, {
        message: `${pods.map((p) => p.name).sort().join(', ')} run a proxy other than the injector's: they keep the old proxy until they are restarted`,
        fix: 'restart the workloads (kubectl rollout restart) so that their pods are injected again',
        related: pods.slice(0, 5).map((p) => p.item),
      });
    }
  },
};
