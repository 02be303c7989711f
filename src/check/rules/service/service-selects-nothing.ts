import { isEmpty, matches, show } from '../../../world/selector';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { inBrackets, nearLabels } from '../workload/_near-labels';

export const serviceSelectsNothing: Check = {
  code: 'MESH519',
  title: 'Service that selects no pod',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The selector of a Service matches no pod or WorkloadEntry of its namespace: it has no endpoints, and requests get a 503 (`UH`).',
  run(world, report) {
    for (const service of world.all('Service')) {
      const { selector } = service.spec;
      if (isEmpty(selector) || service.spec.type === 'ExternalName' || world.pods(selector, service.namespace).length) continue;
      if (world.siblings.some((w) => w.pods(selector, service.namespace).length)) continue; // its pods are in another cluster of the mesh
      if (!world.closed(service.namespace)) continue; // workloads are often created elsewhere
      const entries = world.all('WorkloadEntry').some((w) => w.namespace === service.namespace && matches(selector, { ...w.labels, ...w.spec.labels }));
      if (entries || world.all('WorkloadGroup').some((g) => g.namespace === service.namespace && matches(selector, g.spec.metadata?.labels ?? {}))) continue;
      report(service, {
        pointer: '/spec/selector',
        message: `no pod of ${service.namespace} carries ${show(selector)}${inBrackets(nearLabels(world, selector, service.namespace))}: the service has no endpoints, and requests to it get a 503`,
        fix: `correct the selector, or label the pods ${show(selector)}`,
      });
    }
  },
};
