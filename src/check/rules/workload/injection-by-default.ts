import { MODE, requestsInjection, namespaces } from './_injection';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const injectionByDefault: Check = {
  code: 'MESH508',
  title: 'namespace injected by the installation\'s default',
  aliases: ['IST0148'],
  severity: Severity.INFO,
  explanation: 'The installation injects sidecars into all namespaces that don\'t opt out (`enableNamespacesByDefault`).',
  run(world, report) {
    for (const { ns, byDefault } of namespaces(world)) {
      if (ns.labels[MODE] === 'ambient' || requestsInjection(ns) || !byDefault) continue;
      report(ns, {
        pointer: '/metadata/labels',
        message: `pods of ${ns.name} get sidecars by the installation's default, without a label on the namespace`,
        fix: 'label it istio-injection: enabled, or disabled to keep it out',
      });
    }
  },
};
