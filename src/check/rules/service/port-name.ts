import { ports, unnamed } from './_port-name-facts';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const portName: Check = {
  code: 'MESH513',
  title: 'port without a protocol',
  aliases: ['IST0118', 'KIA0601', 'KIA0602'],
  severity: Severity.INFO,
  explanation: 'Neither `appProtocol` nor the name (`<protocol>[-suffix]`) declares the protocol of the port. The proxy tries to detect the protocol of each connection. It usually detects HTTP; '
    + 'protocols in which the server sends first are treated as TCP after a timeout.',
  run(world, report) {
    for (const { service, port, index, external } of ports(world)) {
      if (external || !unnamed(port)) continue;
      report(service, {
        pointer: pointer('spec', 'ports', index),
        message: `port ${port.port ?? '?'}${port.name ? ` (${port.name})` : ''} declares no protocol: the proxy tries to detect it for every connection, and waits for a timeout if the server sends first`,
        fix: 'set appProtocol, or name the port <protocol>[-suffix], like http-metrics',
      });
    }
  },
};
