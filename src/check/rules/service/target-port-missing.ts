import { containersOf, type Pod } from '../../../world/pods';
import { isEmpty } from '../../../world/selector';
import { pointer, type Check } from '../../engine/check';
import { nearName, orNear } from '../../engine/near';
import { Severity } from '../../finding';

const portNames = (pod: Pod): readonly string[] => containersOf(pod).flatMap((c) => c.ports ?? []).flatMap((port) => port.name ?? []);

export const targetPortMissing: Check = {
  code: 'MESH520',
  title: 'targetPort that no container has',
  aliases: ['KIA0701'],
  severity: Severity.WARNING,
  explanation: 'If no container of the selected pods declares a port with the name in targetPort, the service has no endpoints on that port. Port numbers need not be declared.',
  run(world, report) {
    for (const service of world.all('Service')) {
      if (isEmpty(service.spec.selector)) continue;
      service.spec.ports?.forEach((p, i) => {
        if (typeof p.targetPort !== 'string' || /^\d+$/.test(p.targetPort)) return;
        const pods = world.pods(service.spec.selector, service.namespace);
        if (!pods.length || pods.some((pod) => portNames(pod).includes(p.targetPort as string))) return;
        report(service, {
          pointer: pointer('spec', 'ports', i, 'targetPort'),
          message: `no container of the selected pods has a port named ${p.targetPort}: port ${p.port ?? '?'} has no endpoints, and requests to it get a 503`,
          fix: orNear(nearName('port', p.targetPort, pods.flatMap(portNames)), 'use the name of a port that a container declares, or its number'),
          related: pods.slice(0, 1).map((x) => x.item),
        });
      });
    }
  },
};
