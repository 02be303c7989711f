import { HostIndex } from '../../../world/hosts';
import type { ItemOf } from '../../../world/item';
import { scopes } from '../../../world/services';
import type { World } from '../../../world/world';

type Rule = ItemOf<'DestinationRule'>;

/** DestinationRules by their full host. */
export const ruleIndex = (world: World): HostIndex<Rule> => world.once('ruleIndex', () => {
  const index = new HostIndex<Rule>();
  for (const dr of world.all('DestinationRule')) if (dr.spec.host) index.add(world.registry.resolve(dr.spec.host, dr.namespace), dr);
  return index;
});

/** DestinationRules for a host, or for a wildcard that matches it, in every namespace, most specific first. */
export const rulesFor = (world: World, host: string): readonly Rule[] => ruleIndex(world).covering(host);

/** Namespaces to which a rule is exported. */
export const exported = (world: World, dr: Rule): readonly string[] =>
  scopes(dr.spec.exportTo, dr.namespace, world.mesh.config.defaultDestinationRuleExportTo);

/** The DestinationRules that proxies in a namespace consider for a host: those of their own namespace, the service's, the root namespace's. */
export function visibleRules(world: World, host: string, client: string): readonly Rule[] {
  return rulesFor(world, host).filter((dr) => {
    if (dr.namespace === client) return true;
    const to = exported(world, dr);
    if (!to.includes('*') && !to.includes(client)) return false;
    return isHome(world, host, dr.namespace) || dr.namespace === world.mesh.rootNamespace;
  });
}

/** Whether a namespace defines the host. */
export const isHome = (world: World, host: string, namespace: string): boolean =>
  world.registry.covering(host).some((r) => r.namespace === namespace) || world.registry.parse(host)?.namespace === namespace;

/** Namespaces that define the host. */
export function homeNamespaces(world: World, host: string): ReadonlySet<string> {
  const out = new Set(world.registry.covering(host).map((r) => r.namespace));
  const parsed = world.registry.parse(host);
  if (parsed) out.add(parsed.namespace);
  return out;
}
