import type { ItemOf } from '../../../world/item';
import { isEmpty } from '../../../world/selector';
import type { World } from '../../../world/world';

/**
 * Without automatic mutual TLS both sides are configured by hand: clients by a DestinationRule for `*.local` or all services of a namespace,
 * servers by a PeerAuthentication. Namespaces ('' for the mesh), with the rule for each.
 */
export function clientHalves(world: World): ReadonlyMap<string, ItemOf<'DestinationRule'>> {
  return world.once('clientHalves', () => {
    const out = new Map<string, ItemOf<'DestinationRule'>>();
    const tail = `.svc.${world.domain}`;
    const wide = new Set(['*', `*.${world.domain}`, `*${tail}`, `*.${world.domain.slice(world.domain.lastIndexOf('.') + 1)}`]);
    for (const dr of world.all('DestinationRule', 'trafficPolicy.tls')) {
      const host = dr.spec.host ?? '';
      if (dr.spec.trafficPolicy?.tls?.mode !== 'ISTIO_MUTUAL') continue;
      const namespace = wide.has(host) ? '' : host.startsWith('*.') && host.endsWith(tail) ? host.slice(2, -tail.length) : undefined;
      if (namespace !== undefined && !namespace.includes('.') && !out.has(namespace)) out.set(namespace, dr);
    }
    return out;
  });
}

/** PeerAuthentications for a whole namespace, or ('') for the mesh. */
export function serverHalves(world: World): ReadonlyMap<string, ItemOf<'PeerAuthentication'>> {
  return world.once('serverHalves', () => {
    const out = new Map<string, ItemOf<'PeerAuthentication'>>();
    for (const pa of world.all('PeerAuthentication')) {
      const namespace = pa.namespace === world.mesh.rootNamespace ? '' : pa.namespace;
      if (isEmpty(pa.spec.selector?.matchLabels) && !out.has(namespace)) out.set(namespace, pa);
    }
    return out;
  });
}
