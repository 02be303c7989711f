import type { Item, ItemOf } from './item';
import { read } from './shape';
import { meshConfig, type MeshConfig, type MeshNetworks } from './shapes/istio';

export const ROOT_NAMESPACE = 'istio-system';
/** Providers that a mesh has unless its configuration lists others. */
export const DEFAULT_PROVIDERS = ['prometheus', 'stackdriver', 'envoy'];

/** What is known of the mesh as a whole. */
export interface MeshFacts {
  readonly config: MeshConfig;
  /** whether the configuration was given; when not, `config` is empty and the defaults hold (as far as anybody knows) */
  readonly configKnown: boolean;
  readonly rootNamespace: string;
  readonly trustDomain: string;
  /** names of the extension providers, the built-in ones included */
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

/** The ConfigMap that a control plane reads its mesh configuration from: `istio`, or `istio-REVISION`, with a key `mesh`. */
export function isMeshConfigMap(item: Item): item is ItemOf<'ConfigMap'> {
  return item.key === 'ConfigMap' && (item.name === 'istio' || item.name.startsWith('istio-')) && typeof (item as ItemOf<'ConfigMap'>).spec.data?.mesh === 'string';
}
