import { pointer, type Check } from '../engine/check';
import { containersOf } from '../engine/pods';
import { isEmpty, matches, show } from '../engine/selector';
import { Severity } from '../finding';

export const serviceSelectsNothing: Check = {
  code: 'MESH519',
  title: 'Service that selects no pod',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The selector of a Service matches no pod or WorkloadEntry of its namespace: it has no endpoints, requests get 503 (`UH`).',
  run(world, report) {
    for (const service of world.all('Service')) {
      const { selector } = service.spec;
      if (isEmpty(selector) || service.spec.type === 'ExternalName' || world.pods(selector, service.namespace).length) continue;
      if (!world.closed(service.namespace)) continue; // workloads are often made elsewhere
      const entries = world.all('WorkloadEntry').some((w) => w.namespace === service.namespace && matches(selector, { ...w.labels, ...w.spec.labels }));
      if (entries || world.all('WorkloadGroup').some((g) => g.namespace === service.namespace && matches(selector, g.spec.metadata?.labels ?? {}))) continue;
      report(service, {
        pointer: '/spec/selector',
        message: `no pod of ${service.namespace} carries ${show(selector)}: the service has no endpoints, requests to it get 503`,
        fix: 'correct the selector, or label the pods so',
      });
    }
  },
};

export const targetPortMissing: Check = {
  code: 'MESH520',
  title: 'targetPort that no container has',
  aliases: ['KIA0701'],
  severity: Severity.WARNING,
  explanation: 'A named targetPort that no container of the selected pods declares leads nowhere: the service has no endpoints on that port. Numbers need not be declared, so they are no problem.',
  run(world, report) {
    for (const service of world.all('Service')) {
      if (isEmpty(service.spec.selector)) continue;
      service.spec.ports?.forEach((p, i) => {
        if (typeof p.targetPort !== 'string' || /^\d+$/.test(p.targetPort)) return;
        const pods = world.pods(service.spec.selector, service.namespace);
        if (!pods.length || pods.some((pod) => containersOf(pod).some((c) => c.ports?.some((x) => x.name === p.targetPort)))) return;
        report(service, {
          pointer: pointer('spec', 'ports', i, 'targetPort'),
          message: `no container of the selected pods has a port named ${p.targetPort}: port ${p.port ?? '?'} has no endpoints, requests to it get 503`,
          fix: 'name a port that a container declares, or write its number',
          related: pods.slice(0, 1).map((x) => x.item),
        });
      });
    }
  },
};
