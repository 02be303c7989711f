import { workloadKeys } from './conflicting-gateways';
import { push } from '../../../world/collect';
import { label, type ItemOf } from '../../../world/item';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

interface At { readonly gateway: ItemOf<'Gateway'>; readonly index: number; readonly family: 'http' | 'tls' | 'tcp'; readonly protocol: string }

/** How istiod groups servers on one port: plain HTTP merges with plain HTTP, TLS with TLS, TCP with nothing. */
function family(protocol: string, tls: boolean): At['family'] {
  if (protocol === 'HTTPS' || protocol === 'TLS' || (tls && protocol !== 'HTTP')) return 'tls';
  return ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB', 'HTTP_PROXY'].includes(protocol) ? 'http' : 'tcp';
}

export const portProtocolClash: Check = {
  code: 'MESH309',
  title: 'servers of one port that can\'t be merged',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'All servers on one port of the same pods become one listener. Plain HTTP merges with plain HTTP, TLS with TLS, TCP with nothing. If servers can\'t be merged, '
    + 'the first one is kept and the others are dropped (`pilot_total_rejected_configs{type="gateway"}`): their hosts can\'t be reached.',
  run(world, report) {
    const ports = new Map<string, At[]>();
    for (const gateway of world.all('Gateway')) {
      const workloads = workloadKeys(world, gateway);
      gateway.spec.servers?.forEach((s, index) => {
        const protocol = (s.port?.protocol ?? '').toUpperCase();
        if (!protocol || s.port?.number === undefined) return;
        for (const w of workloads) push(ports, `${s.port.number} ${s.bind ?? ''} ${w}`, { gateway, index, protocol, family: family(protocol, s.tls !== undefined && s.tls.httpsRedirect !== true) });
      });
    }
    const reported = new Set<string>();
    for (const [key, list] of ports) {
      const families = new Set(list.map((a) => a.family));
      const tcp = list.filter((a) => a.family === 'tcp');
      if (families.size < 2 && tcp.length < 2) continue;
      for (const a of list) {
        const id = `${a.gateway.order} ${a.index}`;
        const others = list.filter((b) => b !== a && (b.family !== a.family || a.family === 'tcp')).slice(0, 5);
        if (!others.length || reported.has(id)) continue;
        reported.add(id);
        report(a.gateway, {
          pointer: pointer('spec', 'servers', a.index, 'port'),
          message: `port ${key.split(' ', 1)[0]} is ${a.protocol} here and ${others.map((o) => `${o.protocol} in ${o.gateway === a.gateway ? `server ${o.index}` : label(o.gateway)}`).join(', ')}, on the same pods: ${a.family === 'tcp' && others.every((o) => o.family === 'tcp') ? 'a port can have only one TCP server' : 'they can\'t share a listener'}; one is kept, the other is dropped and its hosts can't be reached`,
          fix: 'use different ports, or one protocol for the port',
          related: [...new Set(others.map((o) => o.gateway))].filter((g) => g !== a.gateway),
        });
      }
    }
  },
};
