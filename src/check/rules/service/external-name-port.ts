import { ports, unnamed } from './_port-name-facts';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { istiodEnv } from '../install/_istiod-env';

export const externalNamePort: Check = {
  code: 'MESH514',
  title: 'ExternalName Service with a port that is treated as TCP',
  aliases: ['IST0150'],
  severity: Severity.INFO,
  explanation: 'Since Istio 1.21 an ExternalName Service is an alias of the host that it names, and its ports have no effect: the finding is information, and is there only because istioctl reports it. '
    + 'If istiod runs with `ENABLE_EXTERNAL_NAME_ALIAS=false`, it is a warning: for a TCP port the proxy opens a listener on that port for all addresses, which captures the connections to every other service on that port.',
  run(world, report) {
    const isAlias = istiodEnv(world, 'ENABLE_EXTERNAL_NAME_ALIAS') !== 'false';
    for (const { service, port, index, external } of ports(world)) {
      if (!external || (!unnamed(port) && port.name !== 'tcp')) continue;
      report(service, {
        pointer: pointer('spec', 'ports', index),
        ...(isAlias ? {
          message: `the name of port ${port.port ?? '?'} declares no protocol that contains the host; an ExternalName Service is an alias of ${service.spec.externalName ?? 'its target'}, so that has no effect, unless istiod runs with ENABLE_EXTERNAL_NAME_ALIAS=false`,
          fix: 'leave it unchanged, or name the port after its protocol (http, https, tls, grpc)',
        } : {
          severity: Severity.WARNING,
          message: `port ${port.port ?? '?'} is treated as TCP, and an ExternalName service has no address: connections to port ${port.port ?? '?'} of other services are sent to ${service.spec.externalName ?? 'it'}`,
          fix: 'name the port after a protocol that contains the host (http, https, tls, grpc)',
        }),
      });
    }
  },
};
