import { canonical } from './_canonical';
import { gatewaysOf, splitName } from './_destinations';
import { push } from '../../../world/collect';
import { label, type ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { pointer, type Check, type Report } from '../../engine/check';
import { othersOf } from '../../engine/others';
import { Severity } from '../../finding';

type Vs = ItemOf<'VirtualService'>;
/** A path that a rule of a VirtualService matches at a Gateway: exact, or as a prefix. */
interface Path { readonly vs: Vs; readonly route: number; readonly path: string; readonly whole: boolean; readonly pointer: string }
interface Owner { readonly vs: Vs; readonly route: number }

export const gatewayRoutesConflict: Check = {
  code: 'MESH209',
  title: 'VirtualServices that claim the same requests of one host at one Gateway',
  aliases: ['KIA1106'],
  severity: Severity.WARNING,
  explanation: 'A gateway merges the VirtualServices of a host in an order that is not defined (mostly by age). That is fine as long as they match different requests. '
    + 'If two match the same requests, or both are catch-all, either may handle them, and after a restore from backup it may be the other one. The same applies to a prefix in one and a longer path in another.',
  run(world, report) {
    const owners = new Map<string, Owner[]>();
    for (const vs of world.all('VirtualService', 'gateways')) {
      const gateways = gatewaysOf(vs).filter((g) => g !== 'mesh').map((g) => splitName(g, vs.namespace)).map((r) => `${r.namespace}/${r.name}`);
      if (!gateways.length) continue;
      const keys = new Map<string, number>();
      (vs.spec.http ?? []).forEach((r, i) => {
        const matches = r.match?.length ? r.match.map((m) => (m.uri?.prefix === '/' && Object.keys(m).every((k) => k === 'uri' || k === 'name') ? '' : canonical(m))) : [''];
        for (const m of matches) if (!keys.has(m)) keys.set(m, i);
      });
      for (const gateway of new Set(gateways)) {
        for (const host of new Set(vs.spec.hosts ?? [])) {
          for (const [match, route] of keys) {
            const key = `${gateway} ${host} ${match}`;
            const list = owners.get(key);
            if (list) list.push({ vs, route }); else owners.set(key, [{ vs, route }]);
          }
        }
      }
    }
    const reported = new Set<string>();
    overlaps(world, report);
    for (const [key, list] of owners) {
      const vss = [...new Set(list.map((o) => o.vs))];
      if (vss.length < 2) continue;
      const [gateway, host, match] = key.split(' ', 2).concat(key.split(' ').slice(2).join(' '));
      for (const { vs, route } of list) {
        const id = `${vs.order} ${route} ${host}`;
        if (reported.has(id)) continue;
        reported.add(id);
        const others = othersOf(vss, vs, label);
        report(vs, {
          pointer: `/spec/http/${route}`,
          message: `${others.names} ${others.count > 1 ? 'claim' : 'claims'} the same requests of ${host} at Gateway ${gateway} (${match ? 'the same match' : 'both catch all'}): which one handles them is not defined`,
          fix: 'put the rules of the host into one VirtualService, or make the matches mutually exclusive',
          related: others.shown,
        });
      }
    }
  },
};

/** Paths of one VirtualService that are within a prefix of another: the order of their rules is undefined. A catch-all always comes last. */
function overlaps(world: World, report: Report): void {
  const places = new Map<string, Path[]>();
  for (const vs of world.all('VirtualService', 'gateways')) {
    const gateways = gatewaysOf(vs).filter((g) => g !== 'mesh').map((g) => splitName(g, vs.namespace));
    if (!gateways.length) continue;
    vs.spec.http?.forEach((r, route) => r.match?.forEach((m, j) => {
      const { exact, prefix } = m.uri ?? {};
      const path = exact ?? prefix;
      if (path === undefined || path === '/' || path === '') return;
      const { uri: _, ...others } = m;
      const found: Path = { vs, route, path, whole: exact !== undefined, pointer: pointer('spec', 'http', route, 'match', j, 'uri') };
      for (const g of gateways) for (const host of new Set(vs.spec.hosts ?? [])) push(places, `${g.namespace}/${g.name} ${host} ${canonical(others)}`, found);
    }));
  }
  const said = new Set<string>();
  for (const [place, paths] of places) {
    if (paths.every((p) => p.vs === paths[0].vs)) continue;
    const prefixes = new Map<string, Path[]>();
    for (const p of paths) if (!p.whole) push(prefixes, p.path, p);
    for (const inner of paths) {
      // every prefix that may contain it, longest first
      for (let n = inner.path.length - (inner.whole ? 0 : 1); n > 1; n--) {
        const outer = prefixes.get(inner.path.slice(0, n))?.find((p) => p.vs !== inner.vs);
        if (!outer) continue;
        const id = `${inner.vs.order} ${inner.pointer} ${outer.vs.order}`;
        if (said.has(id)) break;
        said.add(id);
        const [gateway, host] = place.split(' ');
        report(inner.vs, {
          pointer: inner.pointer,
          aliases: [],
          message: `${label(outer.vs)} matches all of ${outer.path} of ${host} at Gateway ${gateway}: the order of the two is not defined, and if it comes first, ${inner.path} never matches here`,
          fix: 'put the rules of the host into one VirtualService, the more specific one first',
          related: [{ item: outer.vs, pointer: outer.pointer }],
        });
        break;
      }
    }
  }
}
