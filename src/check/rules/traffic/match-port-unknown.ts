import { onMesh } from './_destinations';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

const KINDS = ['http', 'tcp', 'tls'] as const;

export const matchPortUnknown: Check = {
  code: 'MESH259',
  title: 'match on a port that no host of the VirtualService has',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'In the mesh, `port` matches the port that the client calls. If no host of the VirtualService has such a port, the rule never matches, and its requests are handled by the next rule or by none.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.match.port', 'tcp.match.port', 'tls.match.port')) {
      if (!onMesh(vs) || (vs.spec.gateways?.length ?? 0) > 1) continue;
      const services = (vs.spec.hosts ?? []).map((h) => (h.startsWith('*') ? undefined : world.service(h, vs.namespace)));
      if (!services.length || services.some((s) => !s?.ports.length)) continue;
      const ports = new Set(services.flatMap((s) => s!.ports.map((p) => p.number)));
      for (const kind of KINDS) {
        vs.spec[kind]?.forEach((r, i) => r.match?.forEach((m, j) => {
          if (m.port === undefined || ports.has(m.port) || (m.gateways?.length && !m.gateways.includes('mesh'))) return;
          report(vs, {
            pointer: pointer('spec', kind, i, 'match', j, 'port'),
            message: `${vs.spec.hosts!.join(', ')} ${vs.spec.hosts!.length > 1 ? 'have' : 'has'} no port ${m.port} (only ${[...ports].join(', ')}): the rule never matches`,
            fix: `match ${[...ports].join(' or ')}, the port of the Service (not that of its pods), or remove port`,
            related: services.slice(0, 3).map((s) => s!.item),
          });
        }));
      }
    }
  },
};
