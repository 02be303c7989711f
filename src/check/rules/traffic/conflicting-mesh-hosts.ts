import { onMesh } from './_destinations';
import { hostsMatch, isWildcard } from '../../../world/hosts';
import { label, type ItemOf } from '../../../world/item';
import { scopes } from '../../../world/services';
import type { Check } from '../../engine/check';
import { othersOf } from '../../engine/others';
import { Severity } from '../../finding';

type Vs = ItemOf<'VirtualService'>;

export const conflictingMeshHosts: Check = {
  code: 'MESH208',
  title: 'several VirtualServices for one host in the mesh',
  aliases: ['IST0109', 'KIA1106'],
  severity: Severity.ERROR,
  explanation: 'Sidecars use the routes of one VirtualService for a host and drop the others (`pilot_vservice_dup_domain`). Which one is not defined. '
    + 'VirtualServices are merged at gateways only. Those exported to different namespaces don\'t conflict.',
  run(world, report) {
    // per scope ('*' or a namespace), per full host
    const byScope = new Map<string, Map<string, Vs[]>>();
    for (const vs of world.all('VirtualService')) {
      if (!onMesh(vs)) continue;
      for (const scope of scopes(vs.spec.exportTo, vs.namespace)) {
        let hosts = byScope.get(scope);
        if (!hosts) byScope.set(scope, hosts = new Map());
        for (const host of vs.spec.hosts ?? []) {
          const full = world.registry.resolve(host, vs.namespace);
          const list = hosts.get(full);
          if (list) list.push(vs); else hosts.set(full, [vs]);
        }
      }
    }
    const everywhere = byScope.get('*') ?? new Map<string, Vs[]>();
    const wild = [...everywhere].filter(([host]) => isWildcard(host));
    const reported = new Set<Vs>();
    for (const [scope, hosts] of byScope) {
      for (const [host, list] of hosts) {
        let all: readonly Vs[] = list;
        if (scope !== '*') {
          const more = isWildcard(host)
            ? [...everywhere].filter(([h]) => hostsMatch(host, h)).flatMap(([, vss]) => vss)
            : [...everywhere.get(host) ?? [], ...wild.filter(([h]) => hostsMatch(host, h)).flatMap(([, vss]) => vss)];
          all = [...list, ...more];
        }
        const rivals = [...new Set(all)];
        if (rivals.length < 2) continue;
        for (const vs of rivals) {
          if (reported.has(vs)) continue;
          reported.add(vs);
          const others = othersOf(rivals, vs, label);
          report(vs, {
            pointer: '/spec/hosts',
            message: `${others.names} also ${others.count > 1 ? 'apply' : 'applies'} to ${host}${scope === '*' ? '' : ` for clients in ${scope}`}: sidecars use only one of them (which one is undefined) and drop the routes of the ${others.count > 1 ? 'others' : 'other'}`,
            fix: 'put all rules of the host into one VirtualService, or delegate from one to the others, or export them to different namespaces',
            related: others.shown,
          });
        }
      }
    }
  },
};
