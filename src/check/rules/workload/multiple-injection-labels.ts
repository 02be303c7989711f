import { INJECTION, MODE, REV } from './_injection';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const multipleInjectionLabels: Check = {
  code: 'MESH507',
  title: 'namespace with more than one injection label',
  aliases: ['IST0123'],
  severity: Severity.WARNING,
  explanation: '`istio-injection` overrides `istio.io/rev`, so a namespace with both stays on the default revision, and one that also has `dataplane-mode` may have both sidecars and ambient mode.',
  run(world, report) {
    for (const ns of world.all('Namespace')) {
      if (ns.name === 'istio-system') continue;
      const injection = ns.labels[INJECTION];
      const labels = injection !== undefined ? [`${INJECTION}=${injection}`] : [];
      for (const key of [REV, MODE]) {
        if (ns.labels[key] !== undefined && (injection === undefined || injection === 'enabled')) labels.push(`${key}=${ns.labels[key]}`);
      }
      if (labels.length < 2) continue;
      report(ns, {
        pointer: '/metadata/labels',
        message: `${labels.join(' and ')} contradict each other: ${injection !== undefined ? 'istio-injection takes precedence, and the pods stay on the default revision' : 'pods may get both a sidecar and ambient redirection'}`,
        fix: `keep one of ${labels.map((l) => l.split('=')[0]).join(' and ')}`,
      });
    }
  },
};
