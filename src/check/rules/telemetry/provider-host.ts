import { consequence, isUsed, placeOf, providers, serversOf } from './_providers';
import { nearest } from '../../../grammar/nearest';
import type { World } from '../../../world/world';
import { knownOnlyIf, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** The host that was likely meant: a full name for a short one, the same name in another namespace, or one that differs by a typo. */
function meant(world: World, host: string): string | undefined {
  const hosts = world.registry.all().map((s) => s.host);
  const name = world.registry.parse(host)?.name ?? host.split('.')[0];
  return hosts.find((h) => h.startsWith(`${host}.`)) ?? hosts.find((h) => h.split('.')[0] === name)
    ?? hosts.find((h) => { const parsed = world.registry.parse(h); return parsed !== undefined && h.slice(h.indexOf('.')) === host.slice(host.indexOf('.')) && parsed.name.includes(name.split('-').pop()!); })
    ?? nearest(host, hosts);
}

export const providerHost: Check = {
  code: 'MESH290',
  title: 'extension provider whose host is not in the mesh',
  aliases: [],
  severity: Severity.ERROR,
  explanation: '`service` of an extension provider is the full host of a Service or ServiceEntry, or NAMESPACE/HOST. A short name, an address, an undefined host, or a host that several namespaces define is not resolved: '
    + 'an authorizer then denies every request that its policies apply to, and traces and logs are silently not sent.',
  run(world, report) {
    for (const p of providers(world)) {
      const place = placeOf(world, p);
      if (!place) continue;
      const found = serversOf(world, p);
      if (found.length === 1) continue;
      const host = p.service.slice(p.service.indexOf('/') + 1);
      const parsed = world.registry.parse(host);
      // hosts in the mesh are neither short names nor addresses
      const short = !host.includes('.') || /^[\d.]+$/.test(host) || /\.svc$/.test(host);
      const closed = found.length > 1 || short || (parsed ? world.closed(parsed.namespace) : world.options.complete === true);
      const used = isUsed(p);
      const near = found.length ? undefined : meant(world, host);
      // Istio's profiles define providers for which most meshes have no server
      const severity = !closed || (!used && !short && !found.length) ? Severity.INFO : used ? Severity.ERROR : Severity.WARNING;
      report(place.item, {
        pointer: place.pointer,
        severity,
        message: `provider ${p.name} (${p.kind}) refers to ${p.service}, ${found.length > 1 ? `which is defined in namespaces ${found.map((s) => s.namespace).sort().join(', ')}` : `but no Service or ServiceEntry${knownOnlyIf(closed)} has that host${near ? ` (closest match: ${near})` : ''}`}: ${used ? consequence(p) : 'it can\'t be used'}`,
        fix: found.length > 1 ? `set service: ${found[0].namespace}/${host}` : near ? `set service: ${near}` : 'use the full host of a Service that exists, NAME.NAMESPACE.svc.DOMAIN, or add a ServiceEntry for the host',
        related: p.users.filter((u) => u !== place.item).slice(0, 3),
      });
    }
  },
};
