import { REV } from './_control-plane-facts';
import { managed } from './_facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const INJECTION = 'istio-injection';

export const twoInjectionLabels: Check = {
  code: 'MESH751',
  title: 'namespace with two injection labels on a managed plane',
  aliases: ['G-CP1'],
  severity: Severity.ERROR,
  explanation: 'A namespace selects its control plane with `istio-injection: enabled` or with `istio.io/rev`. If it has both, istio-injection takes precedence and the revision label has no effect.',
  run(world, report) {
    if (!managed(world)) return;
    for (const ns of world.all('Namespace')) {
      if (ns.labels[INJECTION] === 'enabled' && ns.labels[REV] !== undefined) {
        report(ns, {
          pointer: '/metadata/labels',
          message: `namespace ${ns.name} has istio-injection: enabled and istio.io/rev: ${ns.labels[REV]}; istio-injection takes precedence, and the pods get the proxy of the default revision`,
          fix: `remove ${REV}, or istio-injection`,
        });
      }
    }
  },
};
