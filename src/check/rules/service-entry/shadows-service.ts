import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const entryShadowsService: Check = {
  code: 'MESH246',
  title: 'ServiceEntry with the host name of a Service',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A ServiceEntry has the full host name of a Service in the cluster. Their endpoints and ports are mixed, or one hides the other, depending on the namespace and the version of Istio.',
  run(world, report) {
    for (const se of world.all('ServiceEntry')) {
      se.spec.hosts?.forEach((h, i) => {
        const service = world.registry.same(h).find((r) => r.kind === 'Service');
        if (!service) return;
        report(se, {
          pointer: pointer('spec', 'hosts', i),
          message: `${h} is the name of Service ${service.namespace}/${service.item.name}: clients may get the endpoints of either`,
          fix: 'use another host, or add the endpoints to the Service (WorkloadEntries with its labels)',
          related: [service.item],
        });
      });
    }
  },
};
