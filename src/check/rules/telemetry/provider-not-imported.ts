import { providers, serversOf, type Provider } from './_providers';
import type { Item, ItemOf } from '../../../world/item';
import { isEmpty } from '../../../world/selector';
import type { Registered } from '../../../world/services';
import type { World } from '../../../world/world';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { selectorOf } from '../proxy/_sidecar-selector';
import { imports } from '../proxy/sidecar-missing-import';
import { inMesh } from '../workload/_in-mesh';

type Sidecar = ItemOf<'Sidecar'>;

/** Whether a Sidecar's proxies may use a provider: used by something in their own namespace, or in the root namespace. */
const concerned = (world: World, namespaces: readonly string[], p: Provider): boolean => p.byDefault
  || p.users.some((u) => (namespaces.includes(u.namespace) || u.namespace === world.mesh.rootNamespace) && !targets(u));
const targets = (item: Item): boolean => {
  const spec = item.spec as { targetRef?: unknown; targetRefs?: readonly unknown[] };
  return spec.targetRef !== undefined || (spec.targetRefs?.length ?? 0) > 0;
};

/** Namespaces of the pods that a Sidecar applies to. */
function namespacesOf(world: World, sidecar: Sidecar): readonly string[] {
  const selector = selectorOf(sidecar);
  if (sidecar.namespace !== world.mesh.rootNamespace || !isEmpty(selector)) return [sidecar.namespace];
  const own = new Set(world.all('Sidecar').filter((s) => s !== sidecar && isEmpty(selectorOf(s))).map((s) => s.namespace));
  return [...new Set(world.pods(undefined).filter((p) => !own.has(p.namespace) && inMesh(world, p)).map((p) => p.namespace))];
}

/** Whether a Sidecar imports a server for the proxies of a namespace. */
const imported = (sidecar: Sidecar, server: Registered, namespace: string): boolean => imports(sidecar, server.host, server.namespace) || (namespace === server.namespace
  && (sidecar.spec.egress ?? []).some((e) => e.hosts?.some((h) => h === './*' || h === `./${server.host}`)));

export const providerNotImported: Check = {
  code: 'MESH292',
  title: 'extension provider that a Sidecar does not import',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`egress` of a Sidecar lists all hosts that its proxies know, including those of extension providers (gateways and waypoints get these automatically). A proxy that does not know the provider\'s host has no cluster for it: '
    + 'no spans or logs are sent, and an authorizer\'s policies deny every request.',
  run(world, report) {
    const list = world.all('Sidecar').length ? providers(world) : [];
    if (!list.length) return;
    for (const sidecar of world.all('Sidecar', 'egress')) {
      if (!sidecar.spec.egress?.length) continue;
      const namespaces = namespacesOf(world, sidecar);
      const lost = list.flatMap((p) => {
        const servers = concerned(world, namespaces, p) ? serversOf(world, p) : [];
        return servers.length === 1 && namespaces.some((n) => !imported(sidecar, servers[0], n)) ? [{ p, server: servers[0] }] : [];
      });
      if (!lost.length) continue;
      const { p, server } = lost[0];
      report(sidecar, {
        pointer: '/spec/egress',
        message: `the proxies don't know ${lost.map((l) => `${l.server.host} of provider ${l.p.name}`).join(', ')}: ${p.authorizes ? 'requests that its policies apply to are denied' : 'nothing is sent there, and nothing reports it'}`,
        fix: `add "${server.namespace}/${server.host}" to egress[].hosts${lost.length > 1 ? ', and the hosts of the others' : ''}`,
        related: [server.item, ...p.users.slice(0, 2), ...(world.mesh.item ? [world.mesh.item] : [])],
      });
    }
  },
};
