import { label, type ItemOf } from '../../../world/item';
import { isHttp, parseProtocol } from '../../../world/protocol';
import { show } from '../../../world/selector';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { allOf } from '../../engine/others';
import { Severity } from '../../finding';

type Gw = ItemOf<'Gateway'>;

/** What two Gateways share if one proxy may serve both: their selector, or a pod. */
export function workloadKeys(world: World, gateway: Gw): string[] {
  return [`selector ${show(gateway.spec.selector)}`, ...world.pods(gateway.spec.selector).map((p) => `pod ${p.item.kind} ${p.namespace}/${p.name}`)];
}
/** Plain HTTP servers on one port are merged, with the routes of all; a server with a `tls` block, even just for a redirect, must be the only one. */
const merges = (server: NonNullable<Gw['spec']['servers']>[number]): boolean => server.tls === undefined && isHttp(parseProtocol(server.port?.protocol ?? ''));

export const conflictingGateways: Check = {
  code: 'MESH305',
  title: 'Gateways that claim the same host and port on the same pods',
  aliases: ['IST0145', 'KIA0301'],
  severity: Severity.ERROR,
  explanation: 'Two Gateways whose selectors match the same pods claim one host on one port. The proxy keeps the server of one of them (the older) and drops the other, '
    + 'with its TLS settings and the routes bound to it (`pilot_total_rejected_configs{type="gateway"}`). Plain HTTP servers without a `tls` block are merged and nothing is lost: '
    + 'that is reported as information, because istioctl and Kiali report it as well.',
  run(world, report) {
    // Gateways by port, bind, host and proxy
    const claims = new Map<string, Set<Gw>>();
    const keysOf = new Map<Gw, string[]>();
    const each = (visit: (gateway: Gw, server: number, host: string, key: string) => void) => {
      for (const gateway of world.all('Gateway')) {
        const workloads = keysOf.get(gateway) ?? workloadKeys(world, gateway);
        keysOf.set(gateway, workloads);
        gateway.spec.servers?.forEach((s, i) => s.hosts?.forEach((host) => {
          for (const w of workloads) visit(gateway, i, host, `${s.port?.number ?? 0} ${s.bind ?? ''} ${host} ${w}`);
        }));
      }
    };
    each((gateway, _, __, key) => {
      const set = claims.get(key);
      if (set) set.add(gateway); else claims.set(key, new Set([gateway]));
    });
    const found = new Map<Gw, Map<number, { others: Set<Gw>; hosts: Set<string> }>>();
    each((gateway, server, host, key) => {
      const set = claims.get(key)!;
      if (set.size < 2) return;
      const servers = found.get(gateway) ?? new Map<number, { others: Set<Gw>; hosts: Set<string> }>();
      found.set(gateway, servers);
      const entry = servers.get(server) ?? { others: new Set(), hosts: new Set() };
      servers.set(server, entry);
      entry.hosts.add(host);
      if (entry.others.size > 20) return;
      for (const other of set) if (other !== gateway && entry.others.add(other).size > 20) break;
    });
    for (const [gateway, servers] of found) {
      for (const [i, { others, hosts }] of servers) {
        const list = [...others];
        const server = gateway.spec.servers![i];
        const merged = merges(server) && list.every((o) => (o.spec.servers ?? []).every((s) => s.port?.number !== server.port?.number || !s.hosts?.some((h) => hosts.has(h)) || merges(s)));
        if (merged) {
          report(gateway, {
            pointer: pointer('spec', 'servers', i),
            severity: Severity.INFO,
            message: `${allOf(list, label).names} ${list.length > 1 ? 'serve' : 'serves'} ${[...hosts].join(', ')} on port ${server.port?.number ?? 0} of the same pods, also in plain HTTP: the proxy merges such servers, and the routes of all of them apply`,
            fix: 'leave it unchanged, or define the host once to make the routes easier to follow',
            related: allOf(list, label).shown,
          });
          continue;
        }
        report(gateway, {
          pointer: pointer('spec', 'servers', i),
          message: `${allOf(list, label).names} ${list.length > 1 ? 'claim' : 'claims'} ${[...hosts].join(', ')} on port ${gateway.spec.servers![i].port?.number ?? 0} of the same pods: the proxy keeps one of the servers, which one is not defined, and drops the other with its routes`,
          fix: 'define the host once and bind all VirtualServices to that Gateway, or select different pods',
          related: allOf(list, label).shown,
        });
      }
    }
  },
};
