import { hostsMatch, isSubsetOf } from '../../../world/hosts';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import type { ListenerModel } from '../../attachment/model';
import { attachedListeners } from '../../attachment/routes';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { endsTls } from '../gateway/_tls-in-front';

type Route = ItemOf<'HTTPRoute'>;
type Rule = NonNullable<Route['spec']['rules']>[number];

/**
 * The schemes with which clients call a listener: also HTTPS if a load balancer terminates TLS in front of it, as annotations of the Gateway's
 * Service show.
 */
function schemeOf(l: ListenerModel): 'http' | 'https' | undefined {
  if (l.protocol === 'HTTPS') return 'https';
  if (l.protocol !== 'HTTP') return undefined;
  const annotations = Object.fromEntries(Object.entries(l.gateway.spec.infrastructure?.annotations ?? {}).filter(([, v]) => typeof v === 'string')) as Record<string, string>;
  return endsTls(annotations, { port: l.port, name: l.listener.name }) ? 'https' : 'http';
}

const PORTS = { http: 80, https: 443 } as const;

const redirectOf = (rule: Rule): Record<string, any> | undefined => {
  const filter = rule.filters?.find((f) => f.type === 'RequestRedirect');
  return filter && ((filter.requestRedirect ?? {}) as Record<string, any>);
};

/** Whether a redirect leads back to its own listener, with the same host and path. */
function leadsBack(redirect: Record<string, any>, route: Route, l: ListenerModel): boolean {
  const scheme = schemeOf(l);
  if (!scheme || redirect.path !== undefined) return false;
  if (redirect.hostname !== undefined && !(route.spec.hostnames ?? [l.hostname]).includes(redirect.hostname)) return false;
  const to = redirect.scheme ?? scheme;
  return to === scheme && (redirect.port ?? (redirect.scheme === undefined ? l.port : PORTS[scheme])) === l.port;
}

const hostsOf = (route: Route, l: ListenerModel): readonly string[] => (route.spec.hostnames?.length ? route.spec.hostnames.filter((h) => hostsMatch(h, l.hostname)) : [l.hostname]);
const matchesOf = (rule: Rule): readonly unknown[] => (rule.matches?.length ? rule.matches : [{}]).map((m) => {
  const path = { type: m.path?.type ?? 'PathPrefix', value: m.path?.value ?? '/' };
  return JSON.stringify([path, m.method ?? '', m.headers ?? [], m.queryParams ?? []]);
});

/** The routes attached to each listener. */
const routesAt = (world: World): ReadonlyMap<ListenerModel, readonly Route[]> => world.once(routesAt, () => {
  const out = new Map<ListenerModel, Route[]>();
  for (const route of world.all('HTTPRoute')) {
    for (const ref of route.spec.parentRefs ?? []) {
      for (const l of attachedListeners(world, route, ref)) {
        const list = out.get(l);
        if (!list) out.set(l, [route]);
        else if (!list.includes(route)) list.push(route);
      }
    }
  }
  return out;
});

/** How other routes handle requests that a rule redirects to themselves: all of them, some, or none. */
function otherRoutes(route: Route, at: readonly Route[], l: ListenerModel): 'all' | 'some' | 'none' {
  let some = false;
  for (const other of at) {
    if (other === route) continue;
    const serving = (other.spec.rules ?? []).filter((r) => !redirectOf(r));
    if (!serving.length) continue;
    const [mine, its] = [hostsOf(route, l), hostsOf(other, l)];
    if (!its.some((h) => mine.some((m) => hostsMatch(h, m)))) continue;
    // a more specific host has its own routes, whatever the wider one has
    if (its.every((h) => mine.every((m) => h !== m && isSubsetOf(h, m)))) return 'all';
    some = true;
  }
  return some ? 'some' : 'none';
}

export const redirectToItself: Check = {
  code: 'MESH268',
  title: 'RequestRedirect that also applies to the listener it redirects to',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A route without `sectionName` attaches to every listener of its Gateway that matches its hosts. A `RequestRedirect` to `scheme: https` then also applies at the HTTPS listener, and answers the second request with the same redirect: '
    + 'browsers stop with "too many redirects". If another route serves the same requests there, the older one takes precedence.',
  run(world, report) {
    for (const route of world.all('HTTPRoute', 'rules.filters')) {
      route.spec.rules?.forEach((rule, i) => {
        const redirect = redirectOf(rule);
        if (!redirect) return;
        const mine = new Set(matchesOf(rule));
        // if rules of one route are equal, the first takes precedence
        if (route.spec.rules!.slice(0, i).some((r) => matchesOf(r).some((m) => mine.has(m)))) return;
        for (const ref of route.spec.parentRefs ?? []) {
          const attached = attachedListeners(world, route, ref);
          const found = attached.map((l) => ({ l, others: leadsBack(redirect, route, l) ? otherRoutes(route, routesAt(world).get(l) ?? [], l) : 'all' })).find((f) => f.others !== 'all');
          if (!found) continue;
          const { l } = found;
          const plain = attached.find((o) => schemeOf(o) !== schemeOf(l))?.listener.name;
          const j = rule.filters!.findIndex((f) => f.type === 'RequestRedirect');
          report(route, {
            pointer: pointer('spec', 'rules', i, 'filters', j),
            severity: found.others === 'some' ? Severity.WARNING : Severity.ERROR,
            message: `the route is also attached to listener ${l.listener.name ?? ''} (${l.protocol}, port ${l.port}) of ${l.owner.kind} ${l.owner.namespace}/${l.owner.name}, and redirects its requests to themselves: clients are redirected until they give up${found.others === 'some' ? ', unless another route of that listener matches them first' : ''}`,
            fix: redirect.scheme === undefined ? 'set what the redirect changes: scheme, hostname, port or path'
              : `attach the redirect to the other listener only: parentRefs: [{ name: ${ref.name ?? ''}, ${ref.namespace ? `namespace: ${ref.namespace}, ` : ''}sectionName: ${plain ?? 'LISTENER'} }], and serve the requests of ${l.listener.name ?? 'this one'} with a separate route`,
            related: [{ item: l.owner, pointer: l.pointer }],
          });
          return;
        }
      });
    }
  },
};
