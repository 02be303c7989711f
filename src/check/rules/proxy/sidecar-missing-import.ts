import { hostsMatch, isWildcard } from '../../../world/hosts';
import type { ItemOf } from '../../../world/item';
import { isEmpty } from '../../../world/selector';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { gatewaysOf, onMesh } from '../traffic/_destinations';
import { inMesh } from '../workload/_in-mesh';

type Sidecar = ItemOf<'Sidecar'>;

/** Whether an egress entry `namespace/host` imports a host from a namespace. */
export function imports(sidecar: Sidecar, host: string, namespace: string): boolean {
  return (sidecar.spec.egress ?? []).some((e) => (e.hosts ?? []).some((h) => {
    const slash = h.indexOf('/');
    const [scope, name] = slash < 0 ? ['*', h] : [h.slice(0, slash), h.slice(slash + 1)];
    const there = scope === '*' || scope === namespace || (scope === '.' && namespace === sidecar.namespace);
    return there && scope !== '~' && hostsMatch(name, host);
  }));
}

/** Whether there may be a sidecar in another namespace to which no Sidecar of this namespace applies. */
const clientsElsewhere = (world: World, namespace: string): boolean =>
  !world.options.complete || world.siblings.length > 0 || world.pods(undefined).some((p) => p.namespace !== namespace && inMesh(world, p));

export const sidecarMissingImport: Check = {
  code: 'MESH605',
  title: 'host that the namespace\'s Sidecar does not import',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A Sidecar\'s `egress` lists all hosts that proxies of the namespace know. Those proxies use a VirtualService in their namespace only if the list contains both the VirtualService\'s namespace and that of the service; '
    + 'requests to a host that is not on the list are treated as unknown traffic, or refused if outbound traffic is restricted.',
  run(world, report) {
    const defaults = new Map<string, Sidecar>();
    for (const s of world.all('Sidecar')) if (isEmpty(s.spec.workloadSelector?.labels) && s.spec.egress?.length && !defaults.has(s.namespace)) defaults.set(s.namespace, s);
    if (!defaults.size) return;
    const root = defaults.get(world.mesh.rootNamespace);
    for (const vs of world.all('VirtualService')) {
      const sidecar = defaults.get(vs.namespace) ?? root;
      if (!sidecar || !onMesh(vs)) continue;
      vs.spec.hosts?.forEach((h, i) => {
        const host = world.registry.resolve(h, vs.namespace);
        const services = world.registry.covering(host);
        const service = services[0];
        const known = services.some((s) => imports(sidecar, host, s.namespace));
        const read = imports(sidecar, host, vs.namespace);
        // the rules apply if the proxies read them and know the host; on port 80 they also apply to unknown hosts
        if (read && (known || !service || services.some((s) => s.ports.some((p) => p.number === 80)))) return;
        const own = vs.spec.exportTo?.length && vs.spec.exportTo.every((e) => e === '.' || e === vs.namespace);
        // rules in the namespace of their service are for clients elsewhere too
        const elsewhere = service?.namespace === vs.namespace && !own && (gatewaysOf(vs).length > 1 || clientsElsewhere(world, vs.namespace));
        report(vs, {
          pointer: pointer('spec', 'hosts', i),
          severity: elsewhere || !(own || service) ? Severity.INFO : Severity.WARNING,
          message: known ? `Sidecar ${sidecar.namespace}/${sidecar.name} imports ${host}, but not the rules of namespace ${vs.namespace} for it: proxies of ${vs.namespace} don't use them`
            : `Sidecar ${sidecar.namespace}/${sidecar.name} does not import ${host}: proxies of ${vs.namespace} don't use these rules, and don't know the host`,
          fix: `add "${known ? '.' : service?.namespace ?? '*'}/${host}" to egress.hosts of the Sidecar`,
          related: [sidecar],
        });
      });
    }
    for (const dr of world.all('DestinationRule')) {
      const sidecar = defaults.get(dr.namespace) ?? root;
      if (!sidecar || !dr.spec.host || isWildcard(dr.spec.host)) continue;
      const host = world.registry.resolve(dr.spec.host, dr.namespace);
      const service = world.registry.same(host)[0];
      // settings in the namespace of a service are for all clients; settings in a client's namespace are for its own clients
      if (!service || service.namespace === dr.namespace || dr.namespace === world.mesh.rootNamespace || imports(sidecar, host, service.namespace)) continue;
      // some of its clients have their own Sidecar, which imports the host
      if (world.all('Sidecar').some((s) => s.namespace === dr.namespace && imports(s, host, service.namespace))) continue;
      report(dr, {
        pointer: '/spec/host',
        message: `Sidecar ${sidecar.namespace}/${sidecar.name} does not import ${host} of namespace ${service.namespace}: clients in ${dr.namespace}, which this rule applies to, don't know the host`,
        fix: `add "${service.namespace}/${host}" to egress.hosts of the Sidecar`,
        related: [sidecar, service.item],
      });
    }
  },
};
