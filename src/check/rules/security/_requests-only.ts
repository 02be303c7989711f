import { DENIES_TCP } from '../../../validation/authorization-policy';
import type { Problem } from '../../../validation/problem';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';

const REQUESTS = new Set(['HTTP', 'HTTPS', 'HTTP2', 'GRPC', 'GRPC-WEB']);

/** Drops what is said of TCP ports where a policy selects proxies of a gateway that has none. */
export function onlyWhereTcp(problems: Problem[], item: Item, world: World): Problem[] {
  return problems.some((p) => p.message === DENIES_TCP) && seesRequestsOnly(item, world) ? problems.filter((p) => p.message !== DENIES_TCP) : problems;
}

function seesRequestsOnly(policy: Item, world: World): boolean {
  const labels: { readonly [name: string]: string } | undefined = (policy.spec as any).selector?.matchLabels;
  if (!labels) return false;
  const servers = [...world.all('Gateway')]
    .filter(({ spec: { selector } }) => selector && Object.keys(selector).length > 0 && Object.entries(selector).every(([name, value]) => labels[name] === value))
    .flatMap((g) => (g.spec.servers ?? []).map((s) => ({ protocol: s.port?.protocol ?? '', passes: /PASSTHROUGH/.test(s.tls?.mode ?? '') })));
  const listeners = [...world.all('KubeGateway')].filter((g) => g.namespace === policy.namespace).concat([...world.all('ListenerSet')] as any)
    .flatMap((g) => (g.spec.listeners ?? []).map((l) => ({ protocol: l.protocol ?? '', passes: false })));
  const all = [...servers, ...listeners];
  return all.length > 0 && all.every(({ protocol, passes }) => REQUESTS.has(protocol.toUpperCase()) && !passes);
}
