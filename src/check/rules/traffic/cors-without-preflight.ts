import { matchesOf, mayShare, refusesPreflight, sharePath } from './_matches';
import { hostsMatch } from '../../../world/hosts';
import type { ItemOf } from '../../../world/item';
import type { HttpRoute } from '../../../world/shapes/istio';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

type VirtualService = ItemOf<'VirtualService'>;
const takesPreflights = (rule: HttpRoute): boolean => matchesOf(rule).some((m) => refusesPreflight(m) === undefined);
/** Whether a rule matches OPTIONS: the author considered preflights and answers them there. */
const forOptions = (rule: HttpRoute): boolean => (rule.match ?? []).some((m) => /OPTIONS/.test(JSON.stringify(m.method ?? '')));

/** The rules that proxies may merge with those of a VirtualService: from VirtualServices that share a host and a gateway with it. */
function neighbours(world: World, vs: VirtualService): readonly HttpRoute[] {
  const meets = (o: VirtualService) => o.spec.hosts?.some((a) => vs.spec.hosts?.some((b) => hostsMatch(world.registry.resolve(a, o.namespace), world.registry.resolve(b, vs.namespace))));
  return world.all('VirtualService', 'http').filter((o) => o === vs || meets(o)).flatMap((o) => o.spec.http ?? []);
}

export const corsWithoutPreflight: Check = {
  code: 'MESH311',
  title: 'CORS policy on a rule that no preflight matches',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Before a request that is not simple, a browser sends a preflight: method OPTIONS, without the token, cookies or headers of the page. Envoy answers it with the CORS policy of the rule that the preflight itself matches. '
    + 'A preflight never matches a rule for POST only, or for a header that preflights lack: it gets a 404 or another rule\'s response, and the browser blocks the request.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.corsPolicy')) {
      vs.spec.http?.forEach((rule, i) => {
        if (!rule.corsPolicy || !rule.match?.length || takesPreflights(rule)) return;
        const others = neighbours(world, vs).filter((o) => o !== rule && sharePath(o, rule));
        if (others.some((o) => takesPreflights(o) && (o.corsPolicy || forOptions(o)))) return;
        const [first] = rule.match;
        const { method } = first;
        report(vs, {
          pointer: pointer('spec', 'http', i, 'corsPolicy'),
          message: `no preflight matches this rule, which requires ${refusesPreflight(first)!}: the policy never answers one, and browsers block the requests that the rule is meant for`,
          fix: method?.exact !== undefined ? `let the rule match preflights as well: method: { regex: "${method.exact}|OPTIONS" }`
            : `add a rule for preflights before this one, with match: [{ ${first.uri ? `uri: ${JSON.stringify(first.uri)}, ` : ''}method: { exact: OPTIONS } }] and the same corsPolicy`,
        });
      });
    }
    for (const route of world.all('HTTPRoute', 'rules.filters')) {
      const rules = route.spec.rules ?? [];
      const refused = (m: NonNullable<NonNullable<typeof rules[number]['matches']>[number]>) => (typeof m.method === 'string' && m.method !== 'OPTIONS' ? `method: ${m.method}` : undefined);
      const path = (m: { readonly path?: { readonly type?: string; readonly value?: string } }) => (m.path?.type === 'Exact' ? { exact: m.path.value } : m.path?.type === 'RegularExpression' ? { regex: m.path.value } : { prefix: m.path?.value ?? '/' });
      rules.forEach((rule, i) => {
        const at = rule.filters?.findIndex((f) => f.type === 'CORS') ?? -1;
        if (at < 0 || !rule.matches?.length || rule.matches.some((m) => refused(m) === undefined)) return;
        const own = rule.matches;
        const other = world.all('HTTPRoute').some((r) => r.spec.rules?.some((o) => o !== rule && (o.matches?.length ? o.matches : [{} as typeof own[number]])
          .some((m) => (r === route || m.method === 'OPTIONS') && (m.method === 'OPTIONS' || (refused(m) === undefined && o.filters?.some((f) => f.type === 'CORS'))) && own.some((x) => mayShare(path(m), path(x))))));
        if (other) return;
        report(route, {
          pointer: pointer('spec', 'rules', i, 'filters', at),
          message: `no preflight matches this rule, which requires ${refused(own[0])!}: the filter never answers one, and browsers block the requests that the rule is meant for`,
          fix: 'add a match with the same path and method: OPTIONS to the rule',
        });
      });
    }
  },
};
