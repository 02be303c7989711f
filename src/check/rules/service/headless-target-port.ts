import { containerPorts, portOf } from '../../../world/pods';
import { type Check, pointer } from '../../engine/check';
import { Severity } from '../../finding';
import { istiodEnv } from '../install/_istiod-env';
import { inMesh } from '../workload/_in-mesh';

/** Ports that scrapers find by endpoint, not by host name. */
const SCRAPED = /metric|prom|monitor/i;

export const headlessTargetPort: Check = {
  code: 'MESH276',
  title: 'headless Service whose port is not the pods\' port',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The name of a headless Service resolves to the addresses of its pods, and its port is not translated: a client that calls HOST:`port` calls the pods on that port. With a different `targetPort` the pods don\'t listen there, and connections are refused. '
    + 'Clients that read the port from SRV records or endpoints are not affected.',
  run(world, report) {
    for (const service of world.all('Service', 'clusterIP')) {
      if (service.spec.clusterIP !== 'None' || !service.spec.selector || istiodEnv(world, 'PILOT_ENABLE_EDS_FOR_HEADLESS_SERVICES') === 'true') continue;
      const pods = world.pods(service.spec.selector, service.namespace);
      if (!pods.length || !pods.some((p) => inMesh(world, p))) continue;
      service.spec.ports?.forEach((p, i) => {
        const number = portOf(pods[0], p.targetPort);
        if (p.port === undefined || number === undefined || number === p.port || (p.protocol ?? 'TCP') !== 'TCP' || SCRAPED.test(p.name ?? '')) return;
        if (pods.some((pod) => containerPorts(pod).has(p.port!))) return;
        report(service, {
          pointer: pointer('spec', 'ports', i, 'targetPort'),
          message: `the Service is headless, so clients of ${world.registry.fqdn(service.name, service.namespace)}:${p.port} call the pods on port ${p.port}, but ${pods[0].item.kind} ${pods[0].namespace}/${pods[0].name} listens on ${number}: connections are refused`,
          fix: `set port: ${number} and call that port, or remove clusterIP: None`,
          related: [pods[0].item],
        });
      });
    }
  },
};
