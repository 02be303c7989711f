import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const REMOVED = new Set(['ClusterRbacConfig', 'RbacConfig', 'ServiceRole', 'ServiceRoleBinding']);

export const removedCrds: Check = {
  code: 'MESH705',
  title: 'CRD of a kind that Istio no longer reads',
  aliases: ['IST0002'],
  severity: Severity.WARNING,
  explanation: 'Istio 1.6 removed the kinds of `rbac.istio.io`; AuthorizationPolicy replaced them. Objects of these kinds have no effect.',
  run(world, report) {
    for (const crd of world.all('CustomResourceDefinition')) {
      const kind = crd.spec.names?.kind ?? '';
      if (crd.spec.group !== 'rbac.istio.io' || !REMOVED.has(kind)) continue;
      report(crd, { pointer: '/spec/names/kind', message: `Istio no longer reads ${kind}: such objects have no effect`, fix: 'remove the CRD, and use AuthorizationPolicies instead of its objects' });
    }
  },
};
