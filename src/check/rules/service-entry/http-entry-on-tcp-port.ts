import { fullName, type Item } from '../../../world/item';
import type { Protocol } from '../../../world/protocol';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Protocols of plain TCP that carry no host. */
const raw = (p: Protocol): boolean => p === 'TCP' || p === 'Mongo' || p === 'Redis' || p === 'MySQL';

/** Service ports that are raw TCP, by number. */
const rawPorts = (world: World) => world.once('rawPorts', () => {
  const out = new Map<number, Item[]>();
  for (const r of world.registry.all()) for (const p of r.ports) if (raw(p.protocol) && p.transport === 'TCP') out.set(p.number, [...(out.get(p.number) ?? []).slice(0, 9), r.item]);
  return out;
});

export const httpEntryOnTcpPort: Check = {
  code: 'MESH244',
  title: 'HTTP ServiceEntry on a port that others use for TCP',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'An HTTP port of a ServiceEntry without addresses makes every proxy that the entry is visible to listen for HTTP on that port of all addresses. '
    + 'TCP traffic to the port that has no more specific listener (pod addresses of headless services, hosts outside the mesh) is then parsed as HTTP and breaks.',
  run(world, report) {
    for (const se of world.all('ServiceEntry')) {
      if (se.spec.addresses?.length) continue;
      se.spec.ports?.forEach((p, i) => {
        if (p.number === undefined || !p.protocol || !['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB'].includes(p.protocol.toUpperCase())) return;
        const others = (rawPorts(world).get(p.number) ?? []).filter((o) => o !== se);
        if (!others.length) return;
        report(se, {
          pointer: pointer('spec', 'ports', i),
          message: `${others.slice(0, 3).map((o) => `${o.kind} ${fullName(o)}`).join(', ')} ${others.length > 1 ? 'use' : 'uses'} port ${p.number} for TCP, and this entry makes proxies listen for HTTP on ${p.number} of all addresses: TCP traffic that reaches this listener is parsed as HTTP and breaks`,
          fix: 'use another port, or restrict the visibility of this entry (exportTo: ["."], or a Sidecar)',
          related: others.slice(0, 3),
        });
      });
    }
  },
};
