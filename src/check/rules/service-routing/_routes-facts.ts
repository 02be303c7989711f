import { nameOf, serviceItems, target, targets } from './_facts';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import { at, text } from '../../engine/path';

/** The targets that a route attaches to: meshes, and the scopes of gateways as far as known. */
export function attachments(worlds: readonly World[], route: Item): readonly string[] {
  const scopes = new Map(serviceItems(worlds, 'NetworkServicesGateway').map((g) => [nameOf(g), text(g.object, 'spec.scope')]));
  const gateways = at(route.object, 'spec.gateways[*]').map(({ value }) => target(route, value)).map((g) => `scope ${scopes.get(g ?? '') ?? g}`);
  return [...new Set([...[...targets(route, 'spec.meshes[*]')].map((m) => `mesh ${m}`), ...gateways])];
}
