import { gatewaysOf, splitName } from './destinations';
import { pointer, type Check } from '../engine/check';
import { Severity } from '../finding';

const KINDS = ['http', 'tls', 'tcp'] as const;

export const matchPortAbsent: Check = {
  code: 'MESH226',
  title: 'match on a port that no bound Gateway opens',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`match.port` is the port that the proxy received the request on. When no server of the bound Gateways has it, the match never holds and the requests get 404.',
  run(world, report) {
    for (const vs of world.all('VirtualService')) {
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
          message: `no Gateway of this VirtualService has a server on port ${m.port} (they have ${[...ports].join(', ') || 'none'}): the match never holds, and the requests that it is for get 404`,
          fix: `match a port of the Gateway, or add a server on ${m.port}`,
          related: gateways.map((g) => g!),
        });
      })));
    }
  },
};

export const matchGatewayUnlisted: Check = {
  code: 'MESH227',
  title: 'match on a gateway that the VirtualService is not bound to',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`match.gateways` narrows the gateways of the VirtualService. One that is not among `spec.gateways` never sees the route.',
  run(world, report) {
    for (const vs of world.all('VirtualService')) {
      const names = (g: string) => (g === 'mesh' ? g : Object.values(splitName(g, vs.namespace)).join('/'));
      const bound = new Set(gatewaysOf(vs).map(names));
      if (!vs.spec.hosts?.length) continue; // a delegate takes its root's
      KINDS.forEach((kind) => vs.spec[kind]?.forEach((r, i) => r.match?.forEach((m, j) => {
        if (!m.gateways?.length || m.gateways.some((g) => bound.has(names(g)))) return;
        report(vs, {
          pointer: pointer('spec', kind, i, 'match', j, 'gateways'),
          message: `${m.gateways.join(', ')} ${m.gateways.length > 1 ? 'are' : 'is'} not among the gateways of this VirtualService (${gatewaysOf(vs).join(', ')}): the match never holds`,
          fix: 'add the gateway to spec.gateways, or match one of those',
        });
      })));
    }
  },
};
