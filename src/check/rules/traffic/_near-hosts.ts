import type { World } from '../../../world/world';
import { nearObject, similar, type Near } from '../../engine/near';

/** The hosts of ServiceEntries, which have no form that shows their namespace. */
const external = (world: World): readonly string[] => world.once(external, () => world.registry.all().filter((s) => s.kind === 'ServiceEntry').map((s) => s.host));

/** The host that was likely meant by a name that does not exist: with a typo, in another namespace, or of a ServiceEntry. */
export function nearHost(world: World, full: string): Near | undefined {
  const parsed = world.registry.parse(full);
  if (parsed) {
    const near = nearObject(world, 'Service', parsed.namespace, parsed.name);
    return near && { use: world.registry.fqdn(near.name, near.namespace), why: near.why };
  }
  const short = `${full.replace(/\.svc$/, '')}.svc.${world.domain}`;
  if (world.registry.same(short).length) return { use: short, why: 'a name with a dot is not expanded' };
  const near = similar(full, external(world));
  return near === undefined ? undefined : { use: near, why: `a ServiceEntry has the host ${near}` };
}
