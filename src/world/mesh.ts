import type { Item, ItemOf } from './item';
import { read } from './shape';
import { meshConfig, type MeshConfig, type MeshNetworks } from './shapes/istio';

export const ROOT_NAMESPACE = 'istio-system';
/** Providers that a mesh has unless its configuration lists others. */
export const DEFAULT_PROVIDERS = ['prometheus', 'stackdriver', 'envoy'];

/** Properties of the whole mesh. */
export interface MeshFacts {
  readonly config: MeshConfig;
  /** whether the configuration was given; if not, `config` is empty and the defaults are assumed */
  readonly configKnown: boolean;
  readonly rootNamespace: string;
  readonly trustDomain: string;
  /** names of the extension providers, including built-in ones */
  readonly providers: ReadonlySet<string>;
  readonly networks?: MeshNetworks;
  /** object that the configuration was read from */
  readonly item?: Item;
}

export function meshFacts(given: unknown, item: Item | undefined, networks: MeshNetworks | undefined, domain: string): MeshFacts {
  const config = read(meshConfig, given ?? {});
  const listed = (config.extensionProviders ?? []).map((p) => p.name ?? '').filter((n) => n);
  return {
    config,
    configKnown: given !== undefined,
    rootNamespace: config.rootNamespace || ROOT_NAMESPACE,
    trustDomain: config.trustDomain || domain,
    providers: new Set([...DEFAULT_PROVIDERS, ...listed]),
    networks,
    item,
  };
}

/** The ConfigMap with a control plane's mesh configuration: `istio`, or `istio-REVISION`, with a key `mesh`. */
export function isMeshConfigMap(item: Item): item is ItemOf<'ConfigMap'> {
  return item.key === 'ConfigMap' && (item.name === 'istio' || item.name.startsWith('istio-')) && typeof (item as ItemOf<'ConfigMap'>).spec.data?.mesh === 'string';
}
