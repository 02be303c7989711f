import { valueMatches, waypointIdentity, type WaypointIdentity } from './_waypoint-identity';
import { anyAmbient } from './_waypoints';
import type { ItemOf } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import { servicesOf } from '../../../world/serving';
import type { AuthorizationRule } from '../../../world/shapes/istio';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { actionOf, policiesOf, targetsOf } from '../security/_allowing';
import { inAmbient } from '../workload/_in-mesh';

type Source = NonNullable<NonNullable<NonNullable<AuthorizationRule['from']>[number]>['source']>;

/** Whether a source matches client identities. */
const byIdentity = (s: Source | undefined): boolean => [s?.principals, s?.namespaces, s?.serviceAccounts, s?.notPrincipals, s?.notNamespaces, s?.notServiceAccounts].some((l) => l?.length);

/** Whether a source names clients, rather than only excluding some. */
const named = (s: Source | undefined): boolean => [s?.principals, s?.namespaces, s?.serviceAccounts].some((l) => l?.length);

/** Whether a source matches a waypoint as a client. */
function takes(world: World, source: Source | undefined, w: WaypointIdentity, policy: ItemOf<'AuthorizationPolicy'>): boolean {
  const { trustDomain, config } = world.mesh;
  const principals = [trustDomain, world.domain, ...config.trustDomainAliases ?? []].map((d) => `${d}/ns/${w.namespace}/sa/${w.account}`);
  const principal = (values: readonly string[]) => values.some((v) => principals.some((p) => valueMatches(v, p)));
  const namespace = (values: readonly string[]) => values.some((v) => valueMatches(v, w.namespace));
  const account = (values: readonly string[]) => values.some((v) => valueMatches(v.includes('/') ? v : `${policy.namespace}/${v}`, `${w.namespace}/${w.account}`));
  return (!source?.principals?.length || principal(source.principals)) && !(source?.notPrincipals?.length && principal(source.notPrincipals))
    && (!source?.namespaces?.length || namespace(source.namespaces)) && !(source?.notNamespaces?.length && namespace(source.notNamespaces))
    && (!source?.serviceAccounts?.length || account(source.serviceAccounts)) && !(source?.notServiceAccounts?.length && account(source.notServiceAccounts));
}

const allows = (world: World, rule: AuthorizationRule, w: WaypointIdentity, policy: ItemOf<'AuthorizationPolicy'>): boolean =>
  !rule.from?.length || rule.from.some((f) => takes(world, f.source, w, policy));

/** The waypoint that sends requests to a policy's pods, with one of the pods. */
function behind(world: World, policy: ItemOf<'AuthorizationPolicy'>): { readonly pod: Pod; readonly service: ItemOf<'Service'>; readonly waypoint: WaypointIdentity } | undefined {
  for (const pod of world.selected(policy.spec.selector?.matchLabels, policy.namespace).slice(0, 50)) {
    if (!inAmbient(world, pod) || pod.labels['gateway.networking.k8s.io/gateway-name'] !== undefined) continue;
    for (const service of servicesOf(world, pod)) {
      const waypoint = waypointIdentity(world, service);
      if (waypoint) return { pod, service, waypoint };
    }
  }
  return undefined;
}

export const identityBehindWaypoint: Check = {
  code: 'MESH438',
  title: 'policy on client identities at pods behind a waypoint',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Requests for a Service with a waypoint reach the pods from the waypoint, with the waypoint\'s identity. A policy that selects the pods is enforced at the pods: an ALLOW on the clients\' principals or namespaces refuses every request that comes through the waypoint, and a DENY on them denies none of those requests. '
    + 'Attach the rule to the waypoint (`targetRefs` to the Service), and allow the waypoint\'s identity at the pods.',
  run(world, report) {
    if (!anyAmbient(world)) return;
    for (const policy of world.all('AuthorizationPolicy', 'rules')) {
      const action = actionOf(policy);
      const rules = policy.spec.rules ?? [];
      if (targetsOf(policy).length || (action !== 'ALLOW' && action !== 'DENY')) continue;
      const identities = rules.flatMap((rule, i) => (rule.from ?? []).flatMap((f, j) => (byIdentity(f.source) ? [{ rule, source: f.source, at: pointer('spec', 'rules', i, 'from', j, 'source') }] : [])));
      const found = identities.length ? behind(world, policy) : undefined;
      if (!found) continue;
      const { pod, service, waypoint } = found;
      const principal = `${world.mesh.trustDomain}/ns/${waypoint.namespace}/sa/${waypoint.account}`;
      const common = {
        fix: `move the rule to the waypoint: targetRefs: [{ group: "", kind: Service, name: ${service.name} }] instead of the selector, and allow the waypoint at the pods: principals: ["${principal}"]`,
        related: [waypoint.gateway, service, pod.item],
      };
      const from = `requests for Service ${service.namespace}/${service.name} reach ${pod.item.kind} ${pod.namespace}/${pod.name} from waypoint ${waypoint.namespace}/${waypoint.gateway.name}, as ${principal}`;
      if (action === 'DENY') {
        const refused = identities.find(({ source }) => takes(world, source, waypoint, policy) && !named(source));
        const idle = identities.find(({ source }) => !takes(world, source, waypoint, policy) && named(source));
        const one = refused ?? idle;
        if (one) report(policy, { pointer: one.at, message: `${from}: ${refused ? 'all of them are denied' : 'this rule denies none of them'}`, ...common });
        continue;
      }
      // one ALLOW policy that matches the waypoint is enough
      const all = policiesOf(world, pod).filter((p) => actionOf(p) === 'ALLOW');
      if (all.some((p) => p.spec.rules?.some((r) => allows(world, r, waypoint, p)))) continue;
      const closed = world.closed(policy.namespace) && world.closed(world.mesh.rootNamespace);
      report(policy, { pointer: identities[0].at, severity: closed ? Severity.ERROR : Severity.WARNING, message: `${from}, which no ALLOW${closed ? '' : ' in the checked objects'} admits: all of them are refused`, ...common });
    }
  },
};
