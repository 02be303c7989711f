import { nameOf } from './_facts';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

export const exclusiveBackendFeatures: Check = {
  code: 'MESH723',
  title: 'BackendConfig with Identity-Aware Proxy and Cloud CDN',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Cloud CDN answers from a cache, before Identity-Aware Proxy could ask who the client is, so a backend service can\'t have both. The Ingress controller of GKE refuses a BackendConfig that enables both, and leaves the load balancer unchanged.',
  run(world, report) {
    for (const config of world.ofKind('cloud.google.com', 'BackendConfig')) {
      const [iap, cdn] = ['iap', 'cdn'].map((feature) => at(config.object, `spec.${feature}.enabled`)[0]);
      if (iap?.value !== true || cdn?.value !== true) continue;
      report(config, { pointer: cdn.pointer, message: `iap and cdn are both enabled: GKE refuses BackendConfig ${nameOf(config)}`, fix: 'set enabled: false for one of them, or use a BackendConfig for each Service' });
    }
  },
};
