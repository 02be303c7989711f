import { backendUses, type BackendUse } from './_route-clients';
import { label, type Item } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Report } from '../../engine/check';
import { allOf } from '../../engine/others';
import { Severity } from '../../finding';

/** The rules of mesh VirtualServices for a host, by its full name. */
export interface MeshRules {
  /** the VirtualServices that split the host into subsets */
  readonly splits: (host: string) => readonly Item[];
  /** the VirtualServices that set more than destinations, with those settings */
  readonly settings: (host: string) => readonly { readonly vs: Item; readonly fields: readonly string[] }[];
  /** whether requests from gateways are still subject to the rules, at a waypoint */
  readonly atWaypoint: (host: string) => boolean;
}

const isHttp = ({ route }: BackendUse): boolean => route.kind === 'HTTPRoute' || route.kind === 'GRPCRoute';

/** The Gateway API routes that lead from a Gateway to a host with mesh rules: gateways do not read those. Each is reported once per host. */
export function routesPastMeshRules(world: World, rules: MeshRules, report: Report): void {
  const reported = new Set<string>();
  for (const use of backendUses(world)) {
    const { route, at, host } = use;
    if (!use.gateway || !isHttp(use) || reported.has(`${route.order} ${host}`) || rules.atWaypoint(host)) continue;
    const splits = [...rules.splits(host), ...splittingRoutes(world, host)];
    const settings = rules.settings(host);
    if (!splits.length && !settings.length) continue;
    reported.add(`${route.order} ${host}`);
    if (splits.length) {
      report(route, {
        pointer: at,
        aliases: [],
        message: `requests through the gateway go to all versions of ${host}: the rules of ${allOf(splits, label).names} apply to clients in the mesh only`,
        fix: 'list a Service for each version in backendRefs, with the weights, or let the gateway send to a waypoint (label istio.io/ingress-use-waypoint: "true" on the Service)',
        related: allOf(splits, label).shown,
      });
    } else {
      report(route, {
        pointer: at,
        aliases: [],
        severity: Severity.INFO,
        message: `requests through the gateway to ${host} get no ${[...new Set(settings.flatMap((s) => s.fields))].join(', ')}: the rules of ${allOf(settings, (s) => label(s.vs)).names} apply to clients in the mesh only`,
        fix: 'repeat the settings that it needs on this route',
        related: allOf(settings.map((s) => s.vs), label).shown,
      });
    }
  }
}

/** Mesh routes of the Gateway API for a Service that also lead elsewhere. */
const splittingRoutes = (world: World, host: string): readonly Item[] => [...new Set(
  backendUses(world).filter((use) => isHttp(use) && use.parents.includes(host) && use.host !== host).map((use) => use.route),
)];
