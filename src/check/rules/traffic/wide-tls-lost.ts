import { target } from './_rule-target';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

type Rule = ItemOf<'DestinationRule'>;

/** TLS rules for all services of the mesh or of a namespace, by their host. */
const wideRules = (world: World): ReadonlyMap<string, readonly Rule[]> => world.once('wideTlsRules', () => {
  const out = new Map<string, Rule[]>();
  for (const dr of world.all('DestinationRule', 'trafficPolicy.tls.mode')) {
    if (!dr.spec.host?.startsWith('*') || !dr.spec.trafficPolicy?.tls?.mode) continue;
    const list = out.get(dr.spec.host);
    if (list) list.push(dr); else out.set(dr.spec.host, [dr]);
  }
  return out;
});

export const wideTlsLost: Check = {
  code: 'MESH258',
  title: 'TLS settings of a broader DestinationRule that a more specific one drops',
  aliases: ['KIA0204'],
  severity: Severity.WARNING,
  explanation: 'Clients use only one DestinationRule for a host, the most specific one: rules are not merged. A rule without TLS settings for one service overrides the TLS settings of the rule for `*.local` or `*.NAMESPACE.svc…`. '
    + 'With automatic mutual TLS (the default) clients fall back to what the service accepts; without it they send plaintext.',
  run(world, report) {
    const wide = wideRules(world);
    if (!wide.size) return;
    const automatic = world.mesh.config.enableAutoMtls !== false;
    for (const dr of world.all('DestinationRule')) {
      const { host, trafficPolicy } = dr.spec;
      if (!host || host.startsWith('*') || trafficPolicy?.tls || trafficPolicy?.portLevelSettings?.some((p) => p.tls)) continue;
      const full = target(world, dr)?.host ?? world.registry.resolve(host, dr.namespace);
      for (let dot = full.indexOf('.'); dot >= 0; dot = full.indexOf('.', dot + 1)) {
        const over = wide.get(`*${full.slice(dot)}`)?.find((w) => w.namespace === dr.namespace || w.namespace === world.mesh.rootNamespace);
        if (!over) continue;
        const mode = over.spec.trafficPolicy!.tls!.mode!;
        if (automatic && mode === 'ISTIO_MUTUAL') break; // the clients' default
        report(dr, {
          pointer: trafficPolicy ? '/spec/trafficPolicy' : '/spec',
          message: `this rule replaces ${over.namespace}/${over.name} (${over.spec.host}), whose tls.mode ${mode} no longer applies to ${host}: clients ${automatic ? 'use what the service accepts' : 'send plaintext'}`,
          fix: `repeat tls.mode ${mode} in this rule`,
          related: [over],
        });
        break;
      }
    }
  },
};
