import { label, type ItemOf } from '../../../world/item';
import { isHttp, parseProtocol } from '../../../world/protocol';
import { show } from '../../../world/selector';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { othersOf } from '../../engine/others';
import { Severity } from '../../finding';

type Gw = ItemOf<'Gateway'>;
type Server = NonNullable<Gw['spec']['servers']>[number];

/** A property that two Gateways share if one proxy may serve both: their selector, or a pod. */
export function workloadKeys(world: World, gateway: Gw): string[] {
  return [`selector ${show(gateway.spec.selector)}`, ...world.pods(gateway.spec.selector).map((p) => `pod ${p.item.kind} ${p.namespace}/${p.name}`)];
}
/** Plain HTTP servers on one port are merged, with the routes of all; a server with a `tls` block, even just for a redirect, must be the only one. */
const merges = (server: Server): boolean => server.tls === undefined && isHttp(parseProtocol(server.port?.protocol ?? ''));

export const conflictingGateways: Check = {
  code: 'MESH305',
  title: 'Gateways that claim the same host and port on the same pods',
  aliases: ['IST0145', 'KIA0301'],
  severity: Severity.ERROR,
  explanation: 'Two Gateways whose selectors match the same pods claim one host on one port. The proxy keeps the server of one of them (the older) and drops the other, '
    + 'with its TLS settings and the routes bound to it (`pilot_total_rejected_configs{type="gateway"}`). Plain HTTP servers without a `tls` block are merged and nothing is lost: '
    + 'that is reported as information, because istioctl and Kiali report it as well.',
  run(world, report) {
    const claims = claimsOf(world);
    const union = unions<Gw>();
    for (const gateway of world.all('Gateway')) {
      const workloads = workloadKeys(world, gateway);
      gateway.spec.servers?.forEach((server, i) => {
        const rivals = (host: string) => workloads.map((w) => claims.get(keyOf(server, host, w))!).filter((c) => c.gateways.size > 1);
        const contested = (server.hosts ?? []).map((host) => ({ host, claims: rivals(host) })).filter((c) => c.claims.length);
        if (!contested.length) return;
        const all = contested.flatMap((c) => c.claims);
        const others = othersOf(union(all.map((c) => c.gateways)), gateway, label);
        const where = `${contested.map((c) => c.host).join(', ')} on port ${server.port?.number ?? 0} of the same pods`;
        const merged = all.every((c) => c.merge);
        report(gateway, {
          pointer: pointer('spec', 'servers', i),
          ...(merged ? { severity: Severity.INFO } : {}),
          message: merged ? `${others.names} ${others.count > 1 ? 'serve' : 'serves'} ${where}, also in plain HTTP: the proxy merges such servers, and the routes of all of them apply`
            : `${others.names} ${others.count > 1 ? 'claim' : 'claims'} ${where}: the proxy keeps one of the servers (which one is undefined) and drops the other with its routes`,
          fix: merged ? 'leave it unchanged, or define the host once to make the routes easier to follow' : 'define the host once and bind all VirtualServices to that Gateway, or select different pods',
          related: others.shown,
        });
      });
    }
  },
};

/** The Gateways that claim one host on one port of a proxy, and whether the proxy merges all of their servers. */
interface Claim { readonly gateways: Set<Gw>; merge: boolean }
const keyOf = (server: Server, host: string, workload: string): string => `${server.port?.number ?? 0} ${server.bind ?? ''} ${host} ${workload}`;

function claimsOf(world: World): ReadonlyMap<string, Claim> {
  const claims = new Map<string, Claim>();
  for (const gateway of world.all('Gateway')) {
    const workloads = workloadKeys(world, gateway);
    for (const server of gateway.spec.servers ?? []) {
      for (const host of server.hosts ?? []) {
        for (const workload of workloads) {
          const key = keyOf(server, host, workload);
          const claim = claims.get(key) ?? { gateways: new Set<Gw>(), merge: true };
          claims.set(key, claim);
          claim.gateways.add(gateway);
          claim.merge &&= merges(server);
        }
      }
    }
  }
  return claims;
}

/** Joins groups. Members of a group ask for the same ones again and again, so their union is kept. */
function unions<T>(): (groups: readonly ReadonlySet<T>[]) => readonly T[] {
  const ids = new Map<ReadonlySet<T>, number>();
  const known = new Map<string, readonly T[]>();
  return (groups) => {
    const distinct = [...new Set(groups)];
    for (const group of distinct) if (!ids.has(group)) ids.set(group, ids.size);
    const key = distinct.map((group) => ids.get(group)).join(' ');
    let union = known.get(key);
    if (!union) known.set(key, union = [...new Set(distinct.flatMap((group) => [...group]))]);
    return union;
  };
}
