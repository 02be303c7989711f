import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const entryShadowsService: Check = {
  code: 'MESH246',
  title: 'ServiceEntry for a host that is a Service',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A ServiceEntry has the full name of a Service of the cluster. Endpoints and ports of the two are mixed, or one hides the other, depending on the namespace and the version of Istio.',
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
