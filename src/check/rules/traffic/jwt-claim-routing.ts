import { splitName } from './_destinations';
import type { ItemOf } from '../../../world/item';
import { matches } from '../../../world/selector';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** A header name that refers to a claim of the token. */
function isClaim(header: string): boolean {
  const prefix = '@request.auth.claims';
  if (!header.toLowerCase().startsWith(prefix)) return false;
  const rest = header.slice(prefix.length);
  return (rest.startsWith('.') && rest.length > 1) || (rest.startsWith('[') && rest.endsWith(']') && rest.length > 2);
}
function claimOf(vs: ItemOf<'VirtualService'>): { key: string; pointer: string } | undefined {
  for (const [i, r] of (vs.spec.http ?? []).entries()) {
    for (const [j, m] of (r.match ?? []).entries()) {
      for (const field of ['headers', 'withoutHeaders'] as const) {
        const key = Object.keys(m[field] ?? {}).find(isClaim);
        if (key !== undefined) return { key, pointer: `/spec/http/${i}/match/${j}/${field}` };
      }
    }
  }
  return undefined;
}

export const jwtClaimRouting: Check = {
  code: 'MESH213',
  title: 'routing by a token\'s claim where no token is validated',
  aliases: ['IST0149'],
  severity: Severity.ERROR,
  explanation: 'A match on `@request.auth.claims` needs a RequestAuthentication on the gateway\'s pods: without one no claims are available, and the route never matches.',
  run(world, report) {
    const root = world.all('RequestAuthentication').filter((ra) => ra.namespace === world.mesh.rootNamespace);
    for (const vs of world.all('VirtualService', 'http.match.headers', 'http.match.withoutHeaders')) {
      const claim = claimOf(vs);
      if (!claim) continue;
      for (const name of vs.spec.gateways ?? []) {
        if (name === 'mesh') continue;
        const ref = splitName(name, vs.namespace);
        const gateway = world.find('Gateway', ref.namespace, ref.name);
        if (!gateway) continue;
        const pod = world.pods(gateway.spec.selector).find((p) => {
          const local = p.namespace === world.mesh.rootNamespace ? [] : world.all('RequestAuthentication').filter((ra) => ra.namespace === p.namespace);
          return ![...root, ...local].some((ra) => matches(ra.spec.selector?.matchLabels, p.labels));
        });
        if (!pod) continue;
        report(vs, {
          pointer: claim.pointer,
          message: `no RequestAuthentication applies to ${pod.item.kind} ${pod.namespace}/${pod.name} behind Gateway ${ref.namespace}/${ref.name}: no claims are available there, and the match on ${claim.key} never matches`,
          fix: `add a RequestAuthentication that selects the gateway's pods in ${pod.namespace}`,
          related: [gateway, pod.item],
        });
      }
    }
  },
};
