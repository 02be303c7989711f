import { ports, unnamed } from './_port-name-facts';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const externalNamePort: Check = {
  code: 'MESH514',
  title: 'ExternalName Service with a port that is treated as TCP',
  aliases: ['IST0150'],
  severity: Severity.WARNING,
  explanation: 'An ExternalName Service has no address of its own. For a TCP port the proxy opens a listener on that port for all addresses, which captures the '
    + 'connections to every other service on that port.',
  run(world, report) {
    for (const { service, port, index, external } of ports(world)) {
      if (!external || (!unnamed(port) && port.name !== 'tcp')) continue;
      report(service, {
        pointer: pointer('spec', 'ports', index),
        message: `port ${port.port ?? '?'} is treated as TCP, and an ExternalName service has no address: connections to port ${port.port ?? '?'} of other services are sent to ${service.spec.externalName ?? 'it'}`,
        fix: 'name the port after a protocol that carries the host (http, https, tls, grpc)',
      });
    }
  },
};
