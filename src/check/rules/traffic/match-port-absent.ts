import { gatewaysOf, splitName } from './_destinations';
import { KINDS } from './_match-gateway';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const matchPortAbsent: Check = {
  code: 'MESH226',
  title: 'match on a port that no bound Gateway opens',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`match.port` is the port that the proxy received the request on. If no server of the bound Gateways has that port, the rule never matches and the requests get a 404.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.match.port', 'tls.match.port', 'tcp.match.port')) {
      KINDS.forEach((kind) => vs.spec[kind]?.forEach((r, i) => r.match?.forEach((m, j) => {
        if (m.port === undefined) return;
        const bound = m.gateways?.length ? m.gateways : gatewaysOf(vs);
        if (bound.includes('mesh')) return;
        const gateways = bound.map((g) => splitName(g, vs.namespace)).map((ref) => world.find('Gateway', ref.namespace, ref.name));
        if (gateways.some((g) => !g)) return;
        const ports = new Set(gateways.flatMap((g) => g!.spec.servers ?? []).map((s) => s.port?.number));
        if (ports.has(m.port)) return;
        report(vs, {
          pointer: pointer('spec', kind, i, 'match', j, 'port'),
          message: `no Gateway of this VirtualService has a server on port ${m.port} (they have ${[...ports].join(', ') || 'none'}): the rule never matches, and the requests that it is meant for get a 404`,
          fix: `match a port of the Gateway, or add a server on ${m.port}`,
          related: gateways.map((g) => g!),
        });
      })));
    }
  },
};
