import { destinations, onMesh } from './_destinations';
import { routesPastMeshRules } from './_routes-past-mesh-rules';
import { push } from '../../../world/collect';
import { label, type ItemOf } from '../../../world/item';
import { matches } from '../../../world/selector';
import type { HttpRoute } from '../../../world/shapes/istio';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { allOf } from '../../engine/others';
import { Severity } from '../../finding';
import { ingressWaypoint } from '../ambient/_waypoints';

/** Whether a VirtualService sends everything for a host to one subset that contains all pods of the host: its rules then change nothing. */
function everyPod(world: World, vs: ItemOf<'VirtualService'>, host: string): boolean {
  const routes = vs.spec.http ?? [];
  const [only, ...others] = new Set(routes.flatMap((r) => r.route?.map((d) => d.destination?.subset) ?? [undefined]));
  if (only === undefined || others.length || routes.some((r) => r.fault || r.rewrite || r.redirect || r.timeout || r.retries || r.mirror || r.mirrors?.length)) return false;
  const service = world.registry.same(host)[0];
  const pods = service?.selector ? world.pods(service.selector, service.namespace) : [];
  const subset = world.all('DestinationRule').filter((d) => world.registry.resolve(d.spec.host ?? '', d.namespace) === host).flatMap((d) => d.spec.subsets ?? []).find((s) => s.name === only);
  return pods.length > 0 && subset !== undefined && pods.every((p) => matches(subset.labels, p.labels));
}

export const ingressRouteWithoutSubset: Check = {
  code: 'MESH210',
  title: 'rules for a host that requests through a gateway bypass',
  aliases: ['IST0140'],
  severity: Severity.WARNING,
  explanation: 'One VirtualService, bound to a Gateway, routes to a host without a subset; another one splits that host into subsets. '
    + 'The rules of the second apply to sidecars that call the host; the gateway sends requests straight to all of its versions. The same applies to timeouts, retries, faults, mirrors, header operations and CORS policies of the second, and to HTTPRoutes and GRPCRoutes: requests that a Gateway routes with them bypass the rules for the Service.',
  run(world, report) {
    const bound = world.all('VirtualService', 'gateways').filter((vs) => vs.spec.gateways?.some((g) => g !== 'mesh'));
    if (!bound.length && !world.all('HTTPRoute').length && !world.all('GRPCRoute').length) return;
    const splitting = new Map<string, ItemOf<'VirtualService'>[]>();
    const subsetsOf = subsetsByRule(world);
    for (const [vs, subsets] of subsetsOf) {
      const own = new Set((vs.spec.hosts ?? []).map((h) => world.registry.resolve(h, vs.namespace)));
      for (const host of subsets.keys()) {
        if (!own.has(host)) continue;
        const list = splitting.get(host);
        if (list) list.push(vs); else splitting.set(host, [vs]);
      }
    }
    const settings = settingsByHost(world);
    routesPastMeshRules(world, {
      splits: (host) => (splitting.get(host) ?? []).filter((vs) => onMesh(vs) && !everyPod(world, vs, host)),
      settings: (host) => settings.get(host) ?? [],
      atWaypoint: (host) => overWaypoint(world, host),
    }, report);
    for (const vs of bound) {
      const lost = new Map<string, Lost>();
      vs.spec.http?.forEach((r, i) => r.route?.forEach((d, j) => {
        if (!d.destination?.host || d.destination.subset) return;
        const full = world.registry.resolve(d.destination.host, vs.namespace);
        // one host, or several of one VirtualService, reported once
        const of = (settings.get(full) ?? []).filter((s) => s.vs !== vs && !onGateways(s.vs));
        const fields = [...new Set(of.flatMap((s) => s.fields))].filter((f) => !vs.spec.http?.some((rule) => setsField(rule, f)));
        if (fields.length && !lost.has(full)) lost.set(full, { at: pointer('spec', 'http', i, 'route', j, 'destination'), host: d.destination.host, fields, others: of.filter((s) => s.fields.some((f) => fields.includes(f))).map((s) => s.vs) });
      }));
      for (const [full, { at, host, fields, others }] of lost) {
        if (overWaypoint(world, full)) continue;
        report(vs, {
          pointer: at,
          aliases: [],
          message: `requests through the gateway to ${host} get no ${fields.join(', ')}: the rules of ${allOf(others, label).names} apply to sidecars only`,
          fix: `repeat ${fields.join(' and ')} in this rule, or move the hosts and gateways of this VirtualService to ${label(others[0])} (gateways: [mesh, GATEWAY])`,
          related: allOf(others, label).shown,
        });
      }
      const subsets = subsetsOf.get(vs) ?? NONE;
      vs.spec.http?.forEach((r, i) => r.route?.forEach((d, j) => {
        const host = d.destination?.host;
        if (!host || d.destination?.subset) return;
        const full = world.registry.resolve(host, vs.namespace);
        // a VirtualService whose other routes use the same subsets already has the rules, and this is its last route
        const isReportedLater = (o: ItemOf<'VirtualService'>) => [...subsetsOf.get(o)!.get(full)!].every((subset) => subsets.get(full)?.has(subset));
        const others = (splitting.get(full) ?? []).filter((o) => o !== vs && !isReportedLater(o) && !everyPod(world, o, full));
        if (!others.length || overWaypoint(world, full)) return;
        report(vs, {
          pointer: pointer('spec', 'http', i, 'route', j, 'destination'),
          message: `requests through the gateway go to all versions of ${host}: the rules of ${allOf(others, label).names} apply to sidecars only`,
          fix: `add the subsets and weights to this route, or bind ${label(others[0])} to the gateway as well`,
          related: allOf(others, label).shown,
        });
      }));
    }
  },
};

interface Lost { readonly at: string; readonly host: string; readonly fields: readonly string[]; readonly others: readonly ItemOf<'VirtualService'>[] }
const FIELDS = ['timeout', 'retries', 'fault', 'mirror', 'mirrors', 'headers', 'corsPolicy'] as const;
const setsField = (rule: HttpRoute, field: string): boolean => {
  const value = rule[field as (typeof FIELDS)[number]];
  return field === 'mirror' || field === 'mirrors' ? rule.mirror !== undefined || (rule.mirrors?.length ?? 0) > 0 : value !== undefined;
};
const onGateways = (vs: ItemOf<'VirtualService'>): boolean => vs.spec.gateways?.some((g) => g !== 'mesh') ?? false;

/**
 * Mesh VirtualServices for a host, with the settings of their rules other than destinations; those that split it into subsets are covered
 * separately.
 */
function settingsByHost(world: World): ReadonlyMap<string, { readonly vs: ItemOf<'VirtualService'>; readonly fields: readonly string[] }[]> {
  const found = new Map<string, { vs: ItemOf<'VirtualService'>; fields: readonly string[] }[]>();
  for (const vs of world.all('VirtualService', ...FIELDS.map((f) => `http.${f}` as const))) {
    if (!onMesh(vs) || vs.spec.http?.some((r) => r.route?.some((d) => d.destination?.subset))) continue;
    const fields = FIELDS.filter((f) => vs.spec.http?.some((rule) => setsField(rule, f))).filter((f, _, all) => f !== 'mirrors' || !all.includes('mirror'));
    for (const host of vs.spec.hosts ?? []) push(found, world.registry.resolve(host, vs.namespace), { vs, fields });
  }
  return found;
}

type Subsets = ReadonlyMap<string, ReadonlySet<string>>;
const NONE: Subsets = new Map();

/** The subsets to which the routes of each VirtualService lead, by host. */
function subsetsByRule(world: World): ReadonlyMap<ItemOf<'VirtualService'>, Subsets> {
  const found = new Map<ItemOf<'VirtualService'>, Map<string, Set<string>>>();
  for (const { vs, kind, mirror, destination, full } of destinations(world)) {
    if (kind !== 'http' || mirror || !destination.subset) continue;
    const hosts = found.get(vs) ?? new Map<string, Set<string>>();
    found.set(vs, hosts.set(full, (hosts.get(full) ?? new Set()).add(destination.subset)));
  }
  return found;
}

/** Whether requests from gateways pass the waypoint of a service, which applies its rules. */
function overWaypoint(world: World, host: string): boolean {
  return world.registry.same(host).some((s) => s.kind === 'Service' && ingressWaypoint(world, s.item));
}
