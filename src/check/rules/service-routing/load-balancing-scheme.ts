import { computeItems, nameOf, routeItems, target } from './_facts';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { at, type At, text } from '../../engine/path';
import { Severity } from '../../finding';

const MESH = 'INTERNAL_SELF_MANAGED';
const PROXIES: Readonly<Record<string, string>> = { targetHTTPProxyRef: 'ComputeTargetHTTPProxy', targetHTTPSProxyRef: 'ComputeTargetHTTPSProxy', targetGRPCProxyRef: 'ComputeTargetGRPCProxy', targetTCPProxyRef: 'ComputeTargetTCPProxy' };
const URL_MAP_SERVICES = [
  'spec.defaultService.backendServiceRef', 'spec.pathMatcher[*].defaultService.backendServiceRef', 'spec.pathMatcher[*].pathRule[*].service.backendServiceRef', 'spec.pathMatcher[*].routeRules[*].service.backendServiceRef',
];
const EXTERNAL = ['EXTERNAL', 'EXTERNAL_MANAGED'];
/** The default scheme of a backend service. */
const schemeOf = (service: Item): string => text(service.object, 'spec.loadBalancingScheme') ?? (text(service.object, 'spec.location') === 'global' ? 'EXTERNAL' : 'INTERNAL');

export const loadBalancingScheme: Check = {
  code: 'MESH549',
  title: 'backend service with the wrong load balancing scheme',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Routes of a mesh use backend services with `loadBalancingScheme: INTERNAL_SELF_MANAGED`; a forwarding rule of a load balancer uses, through its proxy and URL map, those of its own scheme (`EXTERNAL_MANAGED`, `INTERNAL_MANAGED`, …). The default is `EXTERNAL`, in a region `INTERNAL`. Google refuses any other combination.',
  runFleet(worlds, report) {
    const services = new Map(computeItems(worlds, 'ComputeBackendService').map((b) => [nameOf(b), b]));
    for (const route of routeItems(worlds)) {
      for (const path of ['spec.rules[*].action.destinations[*].serviceRef', 'spec.rules[*].action.requestMirrorPolicy.destination.serviceRef']) {
        for (const reference of at(route.object, path)) expect(route, reference, MESH, 'routes of a mesh require');
      }
    }
    for (const [rule, through] of chains(worlds)) {
      const scheme = text(rule.object, 'spec.loadBalancingScheme');
      if (!scheme) continue; // of Private Service Connect, or the default of its kind
      for (const [item, reference] of through) expect(item, reference, scheme, `forwarding rule ${nameOf(rule)} requires`, rule);
    }

    function expect(from: Item, reference: At, expectedScheme: string, who: string, rule?: Item): void {
      const service = services.get(target(from, reference.value) ?? '');
      const scheme = service && schemeOf(service);
      // a classic load balancer that migrates to the newer one temporarily has services of both
      if (!service || scheme === expectedScheme || (EXTERNAL.includes(expectedScheme) && EXTERNAL.includes(scheme!))) return;
      report(from, {
        pointer: reference.pointer,
        message: `backend service ${nameOf(service)} has loadBalancingScheme ${scheme}, but ${who} ${expectedScheme}: Google refuses it`,
        fix: `set loadBalancingScheme: ${expectedScheme} in the backend service`,
        related: [service, ...rule && rule !== from ? [rule] : []],
      });
    }
  },
};

/** Forwarding rules, with the backend service references that they lead to. */
function chains(worlds: readonly World[]): readonly (readonly [Item, readonly (readonly [Item, At])[]])[] {
  const named = (kind: string) => new Map(computeItems(worlds, kind).map((i) => [nameOf(i), i]));
  const maps = named('ComputeURLMap');
  const follow = (item: Item, path: string, among: ReadonlyMap<string, Item>): Item | undefined => among.get(target(item, at(item.object, path)[0]?.value) ?? '');
  return computeItems(worlds, 'ComputeForwardingRule').map((rule) => {
    const direct = at(rule.object, 'spec.backendServiceRef').map((reference) => [rule, reference] as const);
    const through = Object.entries(PROXIES).flatMap(([field, kind]) => {
      const proxy = follow(rule, `spec.target.${field}`, named(kind));
      if (!proxy) return [];
      const map = follow(proxy, 'spec.urlMapRef', maps);
      return [...at(proxy.object, 'spec.backendServiceRef').map((reference) => [proxy, reference] as const), ...map ? URL_MAP_SERVICES.flatMap((path) => at(map.object, path)).map((reference) => [map, reference] as const) : []];
    });
    return [rule, [...direct, ...through]] as const;
  });
}
