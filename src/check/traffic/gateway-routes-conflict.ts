import { canonical } from './canonical';
import { gatewaysOf, splitName } from './destinations';
import type { Check } from '../engine/check';
import { label, type ItemOf } from '../engine/item';
import { Severity } from '../finding';

type Vs = ItemOf<'VirtualService'>;
interface Owner { readonly vs: Vs; readonly route: number }

export const gatewayRoutesConflict: Check = {
  code: 'MESH209',
  title: 'VirtualServices that claim the same requests of one host at one Gateway',
  aliases: ['KIA1106'],
  severity: Severity.WARNING,
  explanation: 'A gateway merges the VirtualServices of a host, in an order that is not defined (mostly by age). That is fine as long as they match different requests. '
    + 'Where two match the same, or both catch all, either may get them, and after a restore from backup it may be the other.',
  run(world, report) {
    const owners = new Map<string, Owner[]>();
    for (const vs of world.all('VirtualService')) {
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
    for (const [key, list] of owners) {
      const vss = [...new Set(list.map((o) => o.vs))];
      if (vss.length < 2) continue;
      const [gateway, host, match] = key.split(' ', 2).concat(key.split(' ').slice(2).join(' '));
      for (const { vs, route } of list) {
        const id = `${vs.order} ${route} ${host}`;
        if (reported.has(id)) continue;
        reported.add(id);
        const others = vss.filter((o) => o !== vs);
        report(vs, {
          pointer: `/spec/http/${route}`,
          message: `${others.slice(0, 5).map(label).join(', ')} ${others.length > 1 ? 'claim' : 'claims'} the same requests of ${host} at Gateway ${gateway} (${match ? 'the same match' : 'both catch all'}): which one gets them is not defined`,
          fix: 'put the rules of the host into one VirtualService, or make the matches exclude each other',
          related: others.slice(0, 5),
        });
      }
    }
  },
};
