import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const REMOVED = new Set(['ClusterRbacConfig', 'RbacConfig', 'ServiceRole', 'ServiceRoleBinding']);

export const removedCrds: Check = {
  code: 'MESH705',
  title: 'definition of a kind that Istio no longer reads',
  aliases: ['IST0002'],
  severity: Severity.WARNING,
  explanation: 'The kinds of `rbac.istio.io` went with Istio 1.6; AuthorizationPolicy replaced them. Objects of these kinds protect nothing.',
  run(world, report) {
    for (const crd of world.all('CustomResourceDefinition')) {
      const kind = crd.spec.names?.kind ?? '';
      if (crd.spec.group !== 'rbac.istio.io' || !REMOVED.has(kind)) continue;
      report(crd, { pointer: '/spec/names/kind', message: `Istio no longer reads ${kind}: such objects protect nothing`, fix: 'remove the definition, and write AuthorizationPolicies in place of its objects' });
    }
  },
};
