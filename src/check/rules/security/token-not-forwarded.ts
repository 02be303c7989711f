import { edgeRoutes } from './_edge';
import { policiesAt } from './_policies-at';
import { deniesWithout, needsToken } from './_tokens';
import type { ItemOf } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { inAmbient, inMesh } from '../workload/_in-mesh';

type Authentication = ItemOf<'RequestAuthentication'>;
type JwtRule = NonNullable<Authentication['spec']['jwtRules']>[number];

/** Where a rule looks for the token. */
const place = (rule: JwtRule): string => JSON.stringify([rule.fromHeaders ?? [], rule.fromParams ?? [], rule.fromCookies ?? []]);

/** The policy that makes a pod require a token: it rejects every request without one. */
function demand(world: World, pod: Pod): ItemOf<'AuthorizationPolicy'> | undefined {
  const policies = policiesAt(world, 'AuthorizationPolicy', pod);
  const denies = policies.find((p) => p.spec.action === 'DENY' && p.spec.rules?.some((r) => deniesWithout(r) && !r.to?.length));
  if (denies) return denies;
  const allows = policies.filter((p) => (p.spec.action ?? 'ALLOW') === 'ALLOW');
  return allows.length && allows.every((p) => p.spec.rules?.length && p.spec.rules.every(needsToken)) ? allows[0] : undefined;
}

interface Taken { readonly ra: Authentication; readonly rule: JwtRule; readonly at: number }
/** The tokens that a gateway removes from requests, by issuer and location. */
function taken(world: World, pod: Pod): readonly Taken[] {
  const rules = policiesAt(world, 'RequestAuthentication', pod).flatMap((ra) => (ra.spec.jwtRules ?? []).map((rule, at) => ({ ra, rule, at })));
  return rules.filter(({ rule }) => rule.forwardOriginalToken !== true && !rules.some((o) => o.rule.issuer === rule.issuer && o.rule.forwardOriginalToken === true));
}

export const tokenNotForwarded: Check = {
  code: 'MESH319',
  title: 'token that the gateway removes but a workload behind it requires',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A proxy that validates a token with RequestAuthentication removes it from the request, unless `forwardOriginalToken: true` is set. A workload behind a gateway that validates tokens of the same issuer, and requires one with an AuthorizationPolicy, gets no token and refuses every request (403).',
  run(world, report) {
    if (!world.all('RequestAuthentication').length) return;
    const reported = new Set<string>();
    for (const route of edgeRoutes(world)) {
      for (const gateway of route.pods) {
        for (const { ra, rule, at } of taken(world, gateway)) {
          const key = `${ra.order} ${at}`;
          if (reported.has(key) || !rule.issuer) continue;
          const verifies = (pod: Pod) => policiesAt(world, 'RequestAuthentication', pod).some((o) => o.spec.jwtRules?.some((r) => r.issuer === rule.issuer && place(r) === place(rule)));
          const behind = route.services.filter((s) => s.selector).flatMap((s) => world.pods(s.selector, s.namespace))
            .find((pod) => pod !== gateway && inMesh(world, pod) && !inAmbient(world, pod) && verifies(pod) && demand(world, pod));
          if (!behind) continue;
          reported.add(key);
          const policy = demand(world, behind)!;
          report(ra, {
            pointer: pointer('spec', 'jwtRules', at),
            severity: world.closed(behind.namespace) ? Severity.ERROR : Severity.WARNING,
            message: `the gateway (${gateway.item.kind} ${gateway.namespace}/${gateway.name}) removes the token of ${rule.issuer} from the request, but ${behind.item.kind} ${behind.namespace}/${behind.name} behind it requires one (AuthorizationPolicy ${policy.namespace}/${policy.name}): every request through the gateway gets a 403 there`,
            fix: 'add forwardOriginalToken: true to this rule',
            related: [policy, behind.item, route.item],
          });
        }
      }
    }
  },
};
