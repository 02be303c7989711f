import { clusterLocal } from './_cluster-local';
import { oneMesh } from './_clusters';
import { isWildcard } from '../../../world/hosts';
import type { Item, ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { managed } from '../managed/_facts';
import { onMesh } from '../traffic/_destinations';
import { hasProxy, inAmbient, inMesh } from '../workload/_in-mesh';

const CAPTURE = 'ISTIO_META_DNS_CAPTURE';

/** Whether all proxies of a cluster answer DNS queries. */
const captures = (world: World): boolean => String(world.mesh.config.defaultConfig?.proxyMetadata?.[CAPTURE] ?? '') === 'true'
  || world.ofKind('networking.istio.io', 'ProxyConfig').some((p) => JSON.stringify(p.object.spec ?? {}).includes(CAPTURE));

/** Whether the cluster has a pod that uses names of the cluster's DNS: one with a sidecar that is not a gateway and does not answer DNS itself. */
const clients = (world: World): boolean => world.once(clients, () => world.pods(undefined).some((p) => inMesh(world, p) && !inAmbient(world, p) && !p.made
  && !(hasProxy(p) && p.spec.containers?.length === 1) && p.annotations['inject.istio.io/templates'] !== 'gateway' && !(p.annotations['proxy.istio.io/config'] ?? '').includes(CAPTURE)));

interface Use { readonly item: Item; readonly at: string; readonly host: string }

/** Hosts of a cluster's rules. */
function* uses(world: World): Iterable<Use> {
  for (const vs of world.all('VirtualService', 'hosts')) {
    if (onMesh(vs)) for (const [i, host] of (vs.spec.hosts ?? []).entries()) yield { item: vs, at: `/spec/hosts/${i}`, host: world.registry.resolve(host, vs.namespace) };
  }
  for (const dr of world.all('DestinationRule')) if (dr.spec.host) yield { item: dr, at: '/spec/host', host: world.registry.resolve(dr.spec.host, dr.namespace) };
}

export const serviceOnlyElsewhere: Check = {
  code: 'MESH714',
  title: 'rules for a service that exists only in another cluster',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The mesh knows the services of all its clusters, but the DNS of a cluster only its own: if the Service exists only in another cluster, applications here can\'t resolve its name, and the request never reaches the proxy. '
    + 'A Service with the same name and ports (without pods) makes the name resolve; so does DNS capture by the proxies.',
  runFleet(worlds, report) {
    if (worlds.length < 2) return;
    for (const world of worlds) {
      if (captures(world) || managed(world) || !clients(world)) continue;
      const reported = new Set<string>();
      for (const { item, at, host } of uses(world)) {
        const parsed = isWildcard(host) ? undefined : world.registry.parse(host);
        if (!parsed || reported.has(host) || world.registry.covering(host).length || !world.closed(parsed.namespace)) continue;
        const found = worlds.map((w) => ({ w, there: w === world ? undefined : serviceOf(w, parsed) })).find(({ w, there }) => there && !clusterLocal(w, there) && oneMesh(world, w));
        if (!found?.there) continue;
        reported.add(host);
        report(item, {
          pointer: at,
          message: `Service ${parsed.namespace}/${parsed.name} exists in cluster ${found.w.options.cluster ?? ''} only: applications in ${world.options.cluster ?? 'this cluster'} can't resolve ${host}, and these rules are never used`,
          fix: `define Service ${parsed.namespace}/${parsed.name} in ${world.options.cluster ?? 'this cluster'} as well, with the same ports, or set ${CAPTURE}: "true" in proxyMetadata of the mesh configuration`,
          related: [found.there],
        });
      }
    }
  },
};

const serviceOf = (world: World, { name, namespace }: { readonly name: string; readonly namespace: string }): ItemOf<'Service'> | undefined => world.find('Service', namespace, name);
