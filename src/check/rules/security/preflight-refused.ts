import { edgeRoutes } from './_edge';
import { policiesAt } from './_policies-at';
import { deniesWithout, needsToken } from './_tokens';
import type { AuthorizationRule, HttpRoute } from '../../../world/shapes/istio';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { matchesOf, ofPreflight } from '../traffic/_matches';

/** Whether a pattern of a policy (exact, `prefix*`, `*suffix`) may match a value. */
function fits(pattern: string, value: string): boolean {
  if (pattern === '*') return true;
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1));
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : pattern === value;
}

/** Whether a pattern may match a path that the rule matches; true if unknown. */
function onPath(pattern: string, rule: HttpRoute | undefined): boolean {
  if (/[*{]/.test(pattern.replace(/\*$/, ''))) return true;
  const start = pattern.replace(/\*$/, '');
  return (rule ? matchesOf(rule) : [{}]).some(({ uri }) => {
    if (!uri || uri.regex !== undefined) return true;
    if (uri.exact !== undefined) return fits(pattern, uri.exact);
    const prefix = uri.prefix ?? '';
    return start.startsWith(prefix) || (pattern.endsWith('*') && prefix.startsWith(start));
  });
}

/** Whether a rule applies to the host and the paths of a route at all. */
const concerns = (rule: AuthorizationRule, hosts: readonly string[], route: HttpRoute | undefined): boolean => !rule.to?.length || rule.to.some(({ operation: o }) =>
  (!o?.hosts?.length || o.hosts.some((p) => hosts.some((h) => h.startsWith('*') || fits(p.split(':', 1)[0], h)))) && (!o?.paths?.length || o.paths.some((p) => onPath(p, route))));

const lacksHeader = (rule: AuthorizationRule): boolean => (rule.when ?? []).some(({ key, values }) => {
  const header = /^request\.headers\[(.+)\]$/.exec(key ?? '')?.[1];
  return header !== undefined && !ofPreflight(header) && (values?.length ?? 0) > 0;
});
const takesOptions = (rule: AuthorizationRule): boolean => !rule.to?.length || rule.to.some(({ operation: o }) =>
  (!o?.methods?.length || o.methods.some((m) => fits(m, 'OPTIONS'))) && !o?.notMethods?.some((m) => fits(m, 'OPTIONS')));

/** Whether a rule for the route certainly allows no preflight. */
const refuses = (rule: AuthorizationRule): string | undefined => (needsToken(rule) ? 'a token' : lacksHeader(rule) ? 'a header that preflights lack' : !takesOptions(rule) ? 'another method than OPTIONS' : undefined);

export const preflightRefused: Check = {
  code: 'MESH320',
  title: 'CORS policy whose preflights are denied first',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'At a gateway AuthorizationPolicies are evaluated before CORS. A preflight contains no token and none of the page\'s headers: if a policy requires one for the host and path, the preflight gets a 403, and the browser never sends the actual request. '
    + '(RequestAuthentication alone admits preflights.)',
  run(world, report) {
    const reported = new Set<number>();
    for (const route of edgeRoutes(world)) {
      const cors = route.rule ? route.rule.corsPolicy !== undefined : JSON.stringify((route.item.object.spec as any)?.rules?.[route.index]?.filters ?? []).includes('"type":"CORS"');
      if (!cors) continue;
      for (const pod of route.pods) {
        const policies = policiesAt(world, 'AuthorizationPolicy', pod);
        const allows = policies.filter((p) => (p.spec.action ?? 'ALLOW') === 'ALLOW').flatMap((policy) => (policy.spec.rules ?? []).map((rule, i) => ({ policy, rule, i })));
        const about = allows.filter(({ rule }) => concerns(rule, route.hosts, route.rule));
        const open = about.some(({ rule }) => refuses(rule) === undefined);
        const first = open ? undefined : about[0];
        const denied = policies.filter((p) => p.spec.action === 'DENY').flatMap((policy) => (policy.spec.rules ?? []).map((rule, i) => ({ policy, rule, i })))
          .find(({ rule }) => deniesWithout(rule) && takesOptions(rule) && concerns(rule, route.hosts, route.rule) && !(rule.from?.length && rule.when?.length));
        const found = denied ?? first;
        if (!found || reported.has(found.policy.order)) continue;
        reported.add(found.policy.order);
        const why = denied ? 'denies requests without a token' : `requires ${refuses(found.rule)!}`;
        report(found.policy, {
          pointer: pointer('spec', 'rules', found.i),
          message: `the policy ${why} at the gateway (${pod.item.kind} ${pod.namespace}/${pod.name}), and is evaluated before the CORS policy of ${route.item.kind} ${route.item.namespace}/${route.item.name}: preflights get a 403, and browsers send no request to ${route.hosts.join(', ') || 'its hosts'}`,
          fix: denied ? 'add notMethods: [OPTIONS] to the operation of the rule (to: [{ operation: { notMethods: [OPTIONS] } }])' : 'add a rule that admits preflights, { to: [{ operation: { methods: [OPTIONS] } }] }',
          related: [route.item],
        });
      }
    }
  },
};
