import type { Item, ItemOf } from '../../../world/item';
import { matches } from '../../../world/selector';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { effective, effectiveFor } from '../security/_mtls';
import { podOfMode } from '../security/mtls-clash';
import { tlsTo } from '../traffic/_client-tls';
import { inMesh } from '../workload/_in-mesh';

type Entry = ItemOf<'ServiceEntry'>;
interface Member { readonly item: Item; readonly strict?: Item }

/** The policy that makes a machine require mutual TLS on a port of an entry. */
function strictFor(world: World, machine: ItemOf<'WorkloadEntry'>, entry: Entry): Item | undefined {
  const labels = { ...machine.labels, ...machine.spec.labels };
  for (const port of entry.spec.ports ?? []) {
    const { mode, policy } = effectiveFor(world, { namespace: machine.namespace, labels }, machine.spec.ports?.[port.name ?? ''] ?? port.targetPort ?? port.number);
    if (mode === 'STRICT') return policy;
  }
  return undefined;
}

/** A workload in the mesh that an entry sends to; preferably one that requires mutual TLS. */
function member(world: World, entry: Entry): Member | undefined {
  const labels = entry.spec.workloadSelector?.labels;
  if (!labels || !Object.keys(labels).length) return undefined;
  let found: Member | undefined;
  for (const pod of world.pods(labels, entry.namespace)) {
    if (!inMesh(world, pod)) continue;
    found ??= { item: pod.item };
    for (const port of entry.spec.ports ?? []) {
      const { mode, policy } = effective(world, pod, port.targetPort ?? port.number);
      if (mode === 'STRICT') return { item: pod.item, strict: policy };
    }
  }
  if (found) return found;
  // a VM with a mesh identity runs a proxy
  const machine = world.all('WorkloadEntry').find((w) => w.namespace === entry.namespace && w.spec.serviceAccount && matches(labels, { ...w.labels, ...w.spec.labels }));
  return machine && { item: machine, strict: strictFor(world, machine, entry) };
}

/** Whether rules set the client TLS mode of every port. */
function explicitTls(world: World, entry: Entry): boolean {
  const ports = entry.spec.ports ?? [];
  return ports.length > 0 && (entry.spec.hosts ?? []).every((host) => ports.every((p) => p.number !== undefined && tlsTo(world, host, p.number)?.mode !== undefined));
}

/** An endpoint that is the name of a Service whose pods require mutual TLS. */
function strictEndpoint(world: World, entry: Entry): { readonly at: string; readonly host: string; readonly item: Item; readonly policy?: Item } | undefined {
  for (const [i, endpoint] of (entry.spec.endpoints ?? []).entries()) {
    const host = endpoint.address ?? '';
    const service = world.registry.parse(host) ? world.registry.same(host).find((s) => s.kind === 'Service' && s.selector) : undefined;
    if (!service || endpoint.labels?.['security.istio.io/tlsMode'] === 'istio') continue;
    for (const port of entry.spec.ports ?? []) {
      const number = endpoint.ports?.[port.name ?? ''] ?? port.targetPort ?? port.number;
      const strict = number !== undefined && service.ports.some((p) => p.number === number) ? podOfMode(world, service, number, 'STRICT') : undefined;
      if (strict) return { at: `/spec/endpoints/${i}/address`, host, item: strict.item, policy: strict.policy };
    }
  }
  return undefined;
}

export const externalMeshPods: Check = {
  code: 'MESH432',
  title: 'ServiceEntry that declares mesh workloads as external',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Without `location` a ServiceEntry is MESH_EXTERNAL, and clients don\'t use automatic mutual TLS for its endpoints. If these are workloads of the mesh, their proxies receive plaintext. A STRICT workload refuses it, and clients get a 503 (`UC`); '
    + 'other workloads see no identity, so no policy by principal or namespace matches. For workloads of the mesh set `location: MESH_INTERNAL`.',
  run(world, report) {
    for (const entry of world.all('ServiceEntry', 'endpoints.address')) {
      const found = explicitTls(world, entry) ? undefined : strictEndpoint(world, entry);
      if (!found) continue;
      report(entry, {
        pointer: found.at,
        message: `clients send plaintext to ${found.host}, because an endpoint given by host name has no identity, but its ${found.item.kind} ${found.item.namespace}/${found.item.name} accepts mutual TLS only (STRICT): they get a 503`,
        fix: `remove the ServiceEntry, and route to the Service itself: a VirtualService for the host with destination: { host: ${found.host} }`,
        related: [found.item, ...(found.policy ? [found.policy] : [])],
      });
    }
    for (const entry of world.all('ServiceEntry', 'workloadSelector')) {
      if (entry.spec.location === 'MESH_INTERNAL') continue;
      if (explicitTls(world, entry)) continue;
      const found = member(world, entry);
      if (!found) continue;
      report(entry, {
        pointer: entry.spec.location === undefined ? '/spec' : '/spec/location',
        severity: found.strict ? Severity.ERROR : Severity.WARNING,
        message: `${entry.spec.location === undefined ? 'location is not set, which means MESH_EXTERNAL' : 'location is MESH_EXTERNAL'}: clients send plaintext to ${found.item.kind} ${found.item.namespace}/${found.item.name}, which is in the mesh${found.strict ? ' and accepts mutual TLS only (STRICT): they get a 503' : ': it does not see their identity'}`,
        fix: 'set location: MESH_INTERNAL',
        related: [found.item, ...(found.strict ? [found.strict] : [])],
      });
    }
  },
};
