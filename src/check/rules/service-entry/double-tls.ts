import { isWildcard } from '../../../world/hosts';
import { isTls } from '../../../world/protocol';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { destinations } from '../traffic/_destinations';
import { target } from '../traffic/_rule-target';

/** Hosts to which HTTP routes lead, directly or by a Service alias: routing HTTP means that TLS is already terminated. */
const routedHttp = (world: World): ReadonlySet<string> => world.once('routedHttp', () => {
  const out = new Set<string>();
  for (const use of destinations(world)) if (use.kind === 'http') out.add(use.full);
  for (const key of ['HTTPRoute', 'GRPCRoute'] as const) {
    for (const route of world.all(key)) {
      for (const b of route.spec.rules?.flatMap((r) => r.backendRefs ?? []) ?? []) {
        if (b.name !== undefined) out.add(b.kind === 'Hostname' ? b.name : world.registry.fqdn(b.name, b.namespace ?? route.namespace));
      }
    }
  }
  for (const { spec, name, namespace } of world.all('Service', 'externalName')) if (out.has(world.registry.fqdn(name, namespace))) out.add(spec.externalName!);
  return out;
});

export const doubleTls: Check = {
  code: 'MESH247',
  title: 'TLS originated for clients that already use TLS',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The port is declared as HTTPS or TLS, so clients already use TLS; a DestinationRule makes the proxy originate TLS on top of it. The server can\'t read the inner handshake, and connections fail.',
  run(world, report) {
    for (const dr of world.all('DestinationRule', 'trafficPolicy.tls', 'trafficPolicy.portLevelSettings.tls')) {
      if (!dr.spec.host || isWildcard(dr.spec.host)) continue;
      const service = target(world, dr);
      if (!service) continue;
      const originates = (mode: string | undefined) => mode === 'SIMPLE' || mode === 'MUTUAL';
      const policy = dr.spec.trafficPolicy;
      for (const port of service.ports) {
        if (!isTls(port.protocol)) continue;
        const level = policy?.portLevelSettings?.findIndex((p) => p.port?.number === port.number) ?? -1;
        const tls = level >= 0 ? policy!.portLevelSettings![level].tls : policy?.tls;
        if (!originates(tls?.mode)) continue;
        // if a gateway that terminates TLS routes plain HTTP to this port, the rule is correct
        if (routedHttp(world).has(service.host)) continue;
        report(dr, {
          pointer: level >= 0 ? pointer('spec', 'trafficPolicy', 'portLevelSettings', level, 'tls') : '/spec/trafficPolicy/tls',
          message: `port ${port.number} of ${service.host} is declared ${port.protocol}, so clients already use TLS, and this rule originates TLS on top of it: the server can't read the inner handshake, and connections fail`,
          fix: 'declare the port as HTTP if the proxy should originate TLS, or remove tls here',
          related: [{ item: service.item, pointer: '/spec/ports' }],
        });
      }
    }
  },
};
