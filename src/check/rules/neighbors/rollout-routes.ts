import { byDottedName, mapping, mappings, specOf, text, type Loose } from './_loose';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { knownOnlyIf, pointer, unknownIn, type Check, type Found } from '../../engine/check';
import { Severity } from '../../finding';

type Rollout = ItemOf<'Rollout'>;
type HttpRoute = NonNullable<ItemOf<'VirtualService'>['spec']['http']>[number];
const AT = ['spec', 'strategy', 'canary', 'trafficRouting', 'istio'] as const;
const STOPS = 'the Rollout is invalid, and no new version is rolled out';

export const rolloutRoutes: Check = {
  code: 'MESH691',
  title: 'Rollout whose routes or subsets don\'t exist',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Argo Rollouts shifts traffic by setting weights in routes of a VirtualService. The VirtualService, its listed routes (each with one destination for the stable and one for the canary pods) and the subsets of the '
    + 'DestinationRule must exist: otherwise the Rollout is invalid (`InvalidSpec`), or stops at its first step. If there is more than one HTTP route, `routes` must list those to shift.',
  run(world, report) {
    for (const rollout of world.all('Rollout')) {
      const canary = mapping(mapping(specOf(rollout).strategy).canary);
      const istio = mapping(mapping(canary.trafficRouting).istio);
      const named: (readonly [Loose, readonly (string | number)[]])[] = [
        ...(istio.virtualService ? [[mapping(istio.virtualService), [...AT, 'virtualService']] as const] : []),
        ...mappings(istio.virtualServices).map(([one, i]) => [one, [...AT, 'virtualServices', i]] as const),
      ];
      for (const [one, at] of named) for (const found of ofVirtualService(world, rollout, canary, one, at)) report(rollout, found);
      for (const found of ofSubsets(world, rollout, mapping(istio.destinationRule))) report(rollout, found);
    }
  },
};

function* ofVirtualService(world: World, rollout: Rollout, canary: Loose, named: Loose, at: readonly (string | number)[]): Iterable<Found> {
  const name = text(named.name);
  if (name === undefined) return;
  const item = byDottedName(world, 'VirtualService', name, rollout.namespace) as ItemOf<'VirtualService'> | undefined;
  if (!item) {
    yield missing(world, rollout, pointer(...at, 'name'), `VirtualService ${name}`);
    return;
  }
  const http = item.spec.http ?? [];
  if (!http.length) return;
  const names: readonly unknown[] = Array.isArray(named.routes) ? named.routes : [];
  const managed = new Set(mappings(mapping(canary.trafficRouting).managedRoutes).map(([route]) => route.name));
  const own = http.filter((route) => !managed.has(route.name));
  const related = [{ item, pointer: '/spec/http' }];
  if (!names.length && own.length > 1) {
    yield {
      pointer: pointer(...at),
      message: `VirtualService ${world.nameOf(item)} has ${own.length} HTTP routes and the Rollout lists none: ${STOPS}`,
      fix: 'name the routes in http[].name, and list those to shift in routes',
      related,
    };
    return;
  }
  for (const [i, wanted] of names.entries()) {
    const route = http.find((r) => r.name === wanted);
    if (route) yield* ofDestinations(canary, route, pointer(...at, 'routes', i), String(wanted), related);
    else yield { pointer: pointer(...at, 'routes', i), message: `VirtualService ${world.nameOf(item)} has no HTTP route named ${String(wanted)}: ${STOPS}`, fix: `set http[].name to ${String(wanted)}, or use a route that exists`, related };
  }
  if (!names.length) yield* ofDestinations(canary, own[0], pointer(...at), own[0].name ?? '0', related);
}

/** Both sets of pods need a destination: their Services, or subsets if a DestinationRule is named. */
function* ofDestinations(canary: Loose, route: HttpRoute, at: string, name: string, related: Found['related']): Iterable<Found> {
  const rule = mapping(mapping(canary.trafficRouting).istio).destinationRule;
  const destinations = (route.route ?? []).map((r) => r.destination);
  const [field, there, wanted] = rule
    ? ['subset', destinations.map((d) => d?.subset), [mapping(rule).stableSubsetName, mapping(rule).canarySubsetName]] as const
    : ['host', destinations.map((d) => d?.host?.split('.')[0]), [canary.stableService, canary.canaryService]] as const;
  const lacking = wanted.filter((one): one is string => text(one) !== undefined && !there.includes(one));
  if (!lacking.length || canary.pingPong) return;
  yield {
    pointer: at,
    message: `route ${name} has no destination with ${field} ${lacking.join(' or ')}: ${STOPS}`,
    fix: `add a destination for ${lacking.join(' and for ')} to the route, with weight 0 for the canary`,
    related,
  };
}

function* ofSubsets(world: World, rollout: Rollout, rule: Loose): Iterable<Found> {
  const name = text(rule.name);
  if (name === undefined) return;
  const item = byDottedName(world, 'DestinationRule', name, rollout.namespace) as ItemOf<'DestinationRule'> | undefined;
  if (!item) {
    yield missing(world, rollout, pointer(...AT, 'destinationRule', 'name'), `DestinationRule ${name}`);
    return;
  }
  for (const field of ['canarySubsetName', 'stableSubsetName']) {
    const subset = text(rule[field]);
    if (subset === undefined || item.spec.subsets?.some((s) => s.name === subset)) continue;
    yield {
      pointer: pointer(...AT, 'destinationRule', field),
      message: `DestinationRule ${world.nameOf(item)} has no subset ${subset}: the Rollout stops because it finds no subset to add the pods' label to`,
      fix: `add subset ${subset} to the DestinationRule, or use one that exists`,
      related: [{ item, pointer: '/spec/subsets' }],
    };
  }
}

const missing = (world: World, rollout: Rollout, at: string, what: string): Found => ({
  pointer: at,
  severity: unknownIn(world, rollout.namespace),
  message: `${what} of namespace ${rollout.namespace} is not defined${knownOnlyIf(world.closed(rollout.namespace))}: ${STOPS}`,
  fix: 'use one that exists; refer to one in another namespace as NAME.NAMESPACE',
});
