import { exportedHost } from '../../../world/cluster-set';
import { push } from '../../../world/collect';
import { isWildcard } from '../../../world/hosts';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { orNear, type Near } from '../../engine/near';
import { Severity } from '../../finding';
import { nearHost } from '../traffic/_near-hosts';

/** The entry that was likely meant: with the full name of the host, with the namespace that defines it, or for a host with a similar name. */
function nearEntry(world: World, scope: string, namespace: string, name: string): Near | undefined {
  const full = world.registry.resolve(name, namespace);
  const near = world.registry.same(full).length ? undefined : nearHost(world, full);
  const host = near?.use ?? full;
  const [defined] = world.registry.same(host);
  return defined && { use: `${scope === '*' ? scope : defined.namespace}/${host}`, why: near?.why ?? `${defined.kind} ${defined.item.name} is in namespace ${defined.namespace}` };
}

export const sidecarUnknownHost: Check = {
  code: 'MESH606',
  title: 'Sidecar that imports a host that does not exist',
  aliases: ['KIA1004'],
  severity: Severity.WARNING,
  yieldsTo: ['MESH101', 'MESH935'], // a malformed host is imported from nowhere
  explanation: 'An entry of `egress.hosts` matches no host of its namespace: it imports nothing, and the proxies don\'t know the intended host.',
  run(world, report) {
    const sidecars = world.all('Sidecar', 'egress.hosts');
    if (!sidecars.length) return;
    const byNamespace = new Map<string, string[]>();
    for (const r of world.registry.all()) push(byNamespace, r.namespace, r.host);
    for (const vs of world.all('VirtualService')) for (const h of vs.spec.hosts ?? []) push(byNamespace, vs.namespace, world.registry.resolve(h, vs.namespace));
    const everywhere = new Set([...byNamespace.values()].flat());
    for (const s of sidecars) {
      s.spec.egress?.forEach((e, i) => e.hosts?.forEach((h, j) => {
        const slash = h.indexOf('/');
        if (slash < 0) return;
        const [scope, name] = [h.slice(0, slash), h.slice(slash + 1)];
        if (scope === '~' || name === '*' || isWildcard(name)) return;
        const namespace = scope === '.' ? s.namespace : scope;
        const hosts = scope === '*' ? undefined : byNamespace.get(namespace) ?? [];
        if (hosts ? hosts.includes(name) : world.registry.covering(name).length > 0 || everywhere.has(name)) return;
        if (exportedHost(world, name)) return;
        const closed = scope === '*' ? world.options.complete === true : world.closed(namespace);
        report(s, {
          pointer: pointer('spec', 'egress', i, 'hosts', j),
          severity: closed ? Severity.WARNING : Severity.INFO,
          message: `no host ${name} is defined ${scope === '*' ? 'anywhere' : `in ${namespace}`}${closed ? '' : ' in the checked objects'}: the entry imports nothing`,
          fix: orNear(nearEntry(world, scope, namespace, name), `use the full name of a host (name.namespace.svc.${world.domain}) and the namespace that defines it`),
        });
      }));
    }
  },
};
