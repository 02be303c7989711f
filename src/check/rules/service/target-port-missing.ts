import { containersOf } from '../../../world/pods';
import { isEmpty } from '../../../world/selector';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

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
