import { destinations, type Use } from './_destinations';
import { rulesFor, visibleRules } from './_rules';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { nearName, orNear } from '../../engine/near';
import { Severity } from '../../finding';

export const destinationSubset: Check = {
  code: 'MESH204',
  title: 'route to a subset that is not defined',
  aliases: ['IST0101', 'KIA1107'],
  severity: Severity.ERROR,
  yieldsIf: (own, other, place) => other.code === 'MESH201' && place.replace(/\/host$/, '/subset') === own.pointer,
  explanation: 'A route refers to a subset that no DestinationRule of the host defines where the route is used. The proxy has no cluster '
    + 'for it, and every request of the route gets a 503 (`NC`).',
  run(world, report) {
    for (const use of destinations(world)) {
      const { vs, full: host } = use;
      const subset = use.destination.subset;
      if (!subset) continue;
      const all = rulesFor(world, host);
      const defines = (dr: ItemOf<'DestinationRule'>) => dr.spec.subsets?.some((s) => s.name === subset) ?? false;
      if (all.some((dr) => dr.namespace === vs.namespace && defines(dr))) continue;
      const defining = all.filter(defines);
      if (defining.length) {
        hidden(world, use, subset, defining);
        continue;
      }
      // in an open world other rules may exist, but if the host has rules here the subset is probably misspelt
      const home = world.registry.parse(host)?.namespace ?? vs.namespace;
      const closed = world.closed(home) && world.closed(vs.namespace);
      const names = [...new Set(all.flatMap((dr) => dr.spec.subsets ?? []).map((s) => s.name))];
      report(vs, {
        pointer: `${use.pointer}/subset`,
        severity: closed ? Severity.ERROR : all.length ? Severity.WARNING : Severity.INFO,
        message: `no DestinationRule ${closed ? '' : 'in the checked objects '}defines subset ${subset} of ${host}${names.length ? ` (defined: ${names.join(', ')})` : ''}: requests of this route get a 503`,
        fix: orNear(nearName('subset', subset, names.flatMap((name) => name ?? [])), `add subset ${subset} to a DestinationRule for ${host}, or route to one that is defined`),
        related: all,
      });
    }

    function hidden(w: World, { vs, full: host, pointer }: Use, subset: string, defining: readonly ItemOf<'DestinationRule'>[]): void {
      // gateways resolve hosts from their own namespace, which is rarely known: use the namespace of the VirtualService
      if (visibleRules(w, host, vs.namespace).some((dr) => defining.includes(dr))) return;
      report(vs, {
        pointer: `${pointer}/subset`,
        severity: Severity.WARNING,
        aliases: ['KIA1107'],
        message: `subset ${subset} of ${host} is defined by ${defining.map((d) => `${d.namespace}/${d.name}`).join(', ')}, which are not visible to clients in ${vs.namespace}: their requests on this route get a 503`,
        fix: `define the DestinationRule in the namespace of the service, of the clients, or in ${w.mesh.rootNamespace}, and export it to ${vs.namespace}`,
        related: defining,
      });
    }
  },
};
