import { clusterOf, membersOf } from './_facts';
import { GOOGLE_ACCOUNT } from './_identities-facts';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const accountDiffers: Check = {
  code: 'MESH941',
  title: 'service account with different permissions in each cluster',
  aliases: ['R-ID1'],
  severity: Severity.ERROR,
  explanation: 'A service account is one identity in all clusters of a fleet. If it is bound to different Google service accounts, or to one in some clusters only, what a pod may do depends on where it runs, and policies can\'t distinguish the two.',
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
        const powers = (i: Item) => i.annotations[GOOGLE_ACCOUNT] ?? 'no Google service account';
        if (powers(a) !== powers(account)) {
          report(account, {
            pointer: '/metadata/annotations',
            message: `service account ${key} is bound to ${powers(account)} in ${clusterOf(world)} and to ${powers(a)} in ${clusterOf(where)}; it is one identity in the mesh, so a pod in the cluster with fewer permissions is indistinguishable from one with more`,
            fix: 'grant the identity the same roles everywhere (identity.grant), or use a separate service account',
            related: [a],
          });
        }
      }
    }
  },
};
