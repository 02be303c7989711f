import { ports, unnamed } from './_port-name-facts';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

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
