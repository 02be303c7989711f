import { nearest } from '../../../grammar/nearest';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** All strings in a value, with their paths. */
function* texts(value: unknown, at: readonly (string | number)[]): Iterable<{ readonly text: string; readonly at: readonly (string | number)[] }> {
  if (typeof value === 'string') yield { text: value, at };
  else if (Array.isArray(value)) for (const [i, v] of value.entries()) yield* texts(v, [...at, i]);
  else if (typeof value === 'object' && value !== null) for (const [k, v] of Object.entries(value)) yield* texts(v, [...at, k]);
}

const CLUSTER = /^outbound\|(\d+)\|([^|]*)\|([^|]+)$/;

/** Names of clusters that EnvoyFilters add. */
const added = (world: World): ReadonlySet<string> => world.once(added, () => new Set(world.all('EnvoyFilter').flatMap((f) => (f.spec.configPatches ?? []).filter((p) => p.applyTo === 'CLUSTER' && p.patch?.operation === 'ADD').map((p) => p.patch?.value?.name ?? ''))));

/** Why the mesh has no cluster for a host and port, with the right one if there is a likely one; undefined if it has one, or may have. */
function missing(world: World, host: string, port: number | undefined): { readonly why: string; readonly near?: string; readonly port?: number } | undefined {
  const found = [world, ...world.siblings].flatMap((w) => w.registry.covering(host));
  if (found.length) {
    if (port === undefined || found.some((s) => s.made || s.ports.some((p) => p.number === port))) return undefined;
    const behind = found[0].ports.find((p) => p.targetPort === port)?.number;
    return { why: `${host} has no port ${port}${behind === undefined ? ` (it has ${found[0].ports.map((p) => p.number).join(', ') || 'none'})` : `, which is the targetPort of its port ${behind}`}`, port: behind ?? found[0].ports[0]?.number };
  }
  const parsed = world.registry.parse(host);
  if (!(parsed ? world.closed(parsed.namespace) : world.options.complete)) return undefined;
  const hosts = world.registry.all().map((s) => s.host);
  const near = hosts.find((h) => h.startsWith(`${host}.`)) ?? (parsed && hosts.find((h) => h.startsWith(`${parsed.name}.`))) ?? nearest(host, hosts);
  return { why: `no Service or ServiceEntry has the host ${host}${near ? ` (closest match: ${near})` : ''}`, near };
}

export const patchedClusterAbsent: Check = {
  code: 'MESH280',
  title: 'EnvoyFilter for a cluster that the proxies don\'t have',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A cluster of the mesh is named `outbound|PORT|SUBSET|HOST`, with the full host of a Service or ServiceEntry and the port of the Service. A match on any other host or port never applies; a filter that calls such a cluster finds none '
    + 'and fails as configured (an authorizer denies, a rate limiter admits every request).',
  run(world, report) {
    for (const filter of world.all('EnvoyFilter')) {
      filter.spec.configPatches?.forEach(({ match, patch }, i) => {
        const cluster = match?.cluster;
        if (cluster?.service) {
          // inbound clusters are named after the port of the pod
          const outbound = match?.context === 'SIDECAR_OUTBOUND' || match?.context === 'GATEWAY';
          const gap = missing(world, cluster.service, outbound ? cluster.portNumber || undefined : undefined);
          if (gap) {
            report(filter, {
              pointer: pointer('spec', 'configPatches', i, 'match', 'cluster', gap.port === undefined ? 'service' : 'portNumber'),
              message: `${gap.why}: no cluster is patched`,
              fix: gap.port === undefined ? `set service: ${gap.near ?? 'NAME.NAMESPACE.svc.DOMAIN, the full host of a Service that exists'}` : `set portNumber: ${gap.port}`,
            });
          }
        }
        const names = [
          ...(cluster?.name ? [{ text: cluster.name, at: ['spec', 'configPatches', i, 'match', 'cluster', 'name'] as const }] : []),
          ...texts((patch as { value?: unknown } | undefined)?.value, ['spec', 'configPatches', i, 'patch', 'value']),
        ];
        for (const { text, at } of names) {
          const parts = CLUSTER.exec(text);
          if (!parts || added(world).has(text) || /\{\{|\$\{/.test(text)) continue; // a value that a template fills in
          const gap = missing(world, parts[3], Number(parts[1]));
          if (!gap) continue;
          report(filter, {
            pointer: pointer(...at),
            message: `${gap.why}: the proxies have no cluster '${text}', ${at.includes('match') ? 'and the patch is never applied' : 'and requests to it fail'}`,
            fix: `use "outbound|${gap.port ?? parts[1]}|${parts[2]}|${gap.near ?? (gap.port === undefined ? 'HOST' : parts[3])}"`,
          });
        }
      });
    }
  },
};
