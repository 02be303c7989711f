import { clusterOf, membersOf } from './_facts';
import { GOOGLE_ACCOUNT } from './_identities-facts';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const accountDiffers: Check = {
  code: 'MESH941',
  title: 'service account with different powers in each cluster',
  aliases: ['R-ID1'],
  severity: Severity.ERROR,
  explanation: 'A service account of one namespace and name is one identity in all clusters of a fleet. Where it stands for different Google accounts, or for one in some clusters only, what a pod may do depends on where it runs, while policies can\'t tell.',
  runFleet(worlds, report) {
    const first = new Map<string, [Item, World]>();
    for (const world of membersOf(worlds)) {
      for (const account of world.all('ServiceAccount')) {
        const key = `${account.namespace}/${account.name}`;
        const before = first.get(key);
        if (!before) {
          first.set(key, [account, world]);
          continue;
        }
        const [a, where] = before;
        const powers = (i: Item) => i.annotations[GOOGLE_ACCOUNT] ?? 'no Google account';
        if (powers(a) !== powers(account)) {
          report(account, {
            pointer: '/metadata/annotations',
            message: `service account ${key} stands for ${powers(account)} in ${clusterOf(world)} and for ${powers(a)} in ${clusterOf(where)}; it is one identity of the mesh, and whoever runs as it in the weaker cluster passes for the stronger one`,
            fix: 'give the identity the same roles everywhere (identity.grant), or use another service account',
            related: [a],
          });
        }
      }
    }
  },
};
