import { pointer, type Check } from '../engine/check';
import type { ItemOf } from '../engine/item';
import { servicePortProtocol } from '../engine/protocol';
import type { World } from '../engine/world';
import { Severity } from '../finding';
import { isControlPlane } from '../workload/in-mesh';

const MANAGED = new Set(['istio.io-gateway-controller', 'istio.io-mesh-controller', 'istio.io-eastwest-controller']);
function* ports(world: World) {
  for (const service of world.all('Service')) {
    if (isControlPlane(service) || service.namespace.startsWith('kube-') || MANAGED.has(service.labels['gateway.istio.io/managed'])) continue;
    for (const [index, port] of (service.spec.ports ?? []).entries()) yield { service, port, index, external: service.spec.type === 'ExternalName' };
  }
}
const unnamed = (port: NonNullable<ItemOf<'Service'>['spec']['ports']>[number]): boolean => servicePortProtocol(port) === 'Unsupported';

export const portName: Check = {
  code: 'MESH513',
  title: 'port whose name does not tell the protocol',
  aliases: ['IST0118', 'KIA0601', 'KIA0602'],
  severity: Severity.INFO,
  explanation: 'Neither `appProtocol` nor the name (`<protocol>[-suffix]`) tells what the port speaks. The proxy sniffs each connection: HTTP is mostly recognised, '
    + 'protocols in which the server speaks first wait for a timeout and are treated as TCP.',
  run(world, report) {
    for (const { service, port, index, external } of ports(world)) {
      if (external || !unnamed(port)) continue;
      report(service, {
        pointer: pointer('spec', 'ports', index),
        message: `port ${port.port ?? '?'}${port.name ? ` (${port.name})` : ''} does not say what it speaks: the proxy guesses for every connection, and where the server speaks first waits for a timeout`,
        fix: 'set appProtocol, or name the port <protocol>[-suffix], like http-metrics',
      });
    }
  },
};

export const externalNamePort: Check = {
  code: 'MESH514',
  title: 'ExternalName service with a port that is taken for TCP',
  aliases: ['IST0150'],
  severity: Severity.WARNING,
  explanation: 'An ExternalName service has no address to tell it by. With a TCP port the proxy opens a listener on the port for all addresses, which takes the '
    + 'connections of every other service on that port.',
  run(world, report) {
    for (const { service, port, index, external } of ports(world)) {
      if (!external || (!unnamed(port) && port.name !== 'tcp')) continue;
      report(service, {
        pointer: pointer('spec', 'ports', index),
        message: `port ${port.port ?? '?'} is taken for TCP, and an ExternalName service has no address: connections to port ${port.port ?? '?'} of other services are sent to ${service.spec.externalName ?? 'it'}`,
        fix: 'name the port by a protocol that carries the host (http, https, tls, grpc)',
      });
    }
  },
};
