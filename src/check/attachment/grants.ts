import type { Item } from '../../world/item';
import type { World } from '../../world/world';

/** The references that ReferenceGrants allow, as `from group/kind namespace > to group/kind namespace name`. */
const grants = (world: World): ReadonlySet<string> => world.once('referenceGrants', () => {
  const out = new Set<string>();
  for (const grant of world.all('ReferenceGrant')) {
    for (const from of grant.spec.from ?? []) {
      for (const to of grant.spec.to ?? []) {
        out.add(`${from.group ?? ''}/${from.kind ?? ''} ${from.namespace ?? ''} > ${to.group ?? ''}/${to.kind ?? ''} ${grant.namespace} ${to.name ?? '*'}`);
      }
    }
  }
  return out;
});

/** Whether an object may refer to an object in another namespace. */
export function granted(world: World, from: Item, group: string, kind: string, namespace: string, name: string): boolean {
  if (from.namespace === namespace) return true;
  const known = grants(world);
  const pair = `${from.group}/${from.kind} ${from.namespace} > ${group}/${kind} ${namespace}`;
  return known.has(`${pair} ${name}`) || known.has(`${pair} *`);
}
export const grantFix = (from: Item, group: string, kind: string, namespace: string): string =>
  `add a ReferenceGrant in ${namespace} from { group: ${from.group}, kind: ${from.kind}, namespace: ${from.namespace} } to { group: "${group}", kind: ${kind} }`;
