import { fleetFacts, meshMemberships, referred } from './_facts';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

export const oneMeshTwoFleets: Check = {
  code: 'MESH916',
  title: 'mesh that spans several fleets',
  aliases: ['R-FL1'],
  severity: Severity.ERROR,
  explanation: 'All clusters of a mesh must be in one fleet: it defines the trust domain, and its control plane sees no other clusters.',
  runFleet(worlds, report) {
    const facts = fleetFacts(worlds);
    const items = meshMemberships(facts);
    const fleet = (i: Item) => text(i.object, 'spec.projectRef.external') ?? text(i.object, 'spec.projectRef.name');
    for (const item of items.slice(1)) {
      if (fleet(item) !== fleet(items[0])) {
        report(item, {
          pointer: '/spec/projectRef',
          message: `the mesh of ${referred(item, 'spec.membershipRef')} belongs to fleet ${fleet(item)}, that of ${referred(items[0], 'spec.membershipRef')} to ${fleet(items[0])}: they are two meshes, and neither control plane sees the services of the other`,
          fix: 'register all clusters of a mesh with one fleet',
          related: [items[0]],
        });
      }
    }
  },
};
