import { readAsset } from './assets';
import { CrdSet, GatewayApiChannel, KUBERNETES, setOfGroup, type GatewayApiSchemas } from './sets';
import { StoredCrd, StoredCrds, StoredKinds } from './stored';

/** An API server's definition of one kind in one version. */
export interface KindSchema {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Namespaced or Cluster; undefined for built-in kinds. */
  readonly scope?: string;
  /** The schema of the whole object, without descriptions. */
  readonly schema: any;
  /** The schema of another published definition of the same version, if clusters may have either. */
  readonly otherSchema?: any;
  /** The targets of `$ref`s: built-in kinds only. */
  readonly definitions?: Record<string, any>;
  readonly served: boolean;
  readonly deprecationWarning?: string;
  /** Only controllers write the field `/status`. */
  readonly hasStatus: boolean;
}

const sets = new Map<string, any>();
function stored<T>(name: string): T {
  let set = sets.get(name);
  if (!set) sets.set(name, set = readAsset('crds', `${name}.json.gz`));
  return set;
}

/** The complete CustomResourceDefinitions of a set, sorted by name; copies that a caller may change. */
export function crdManifests(set: CrdSet): any[] {
  const { crds, schemas } = stored<StoredCrds>(set);
  return crds.map((crd) => structuredClone({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: crd.metadata,
    spec: { ...crd.spec, versions: crd.spec.versions.map(({ otherSchema, ...v }) => ({ ...v, schema: { openAPIV3Schema: schemas[v.schema] } })) },
  }));
}

/** Every kind of a set in each of its versions, served or not. */
export function kindsOf(set: CrdSet): KindSchema[] {
  const { crds, schemas } = stored<StoredCrds>(set);
  return crds.flatMap((crd) => crd.spec.versions.map((v) => kindSchema(crd, schemas, v.name)!));
}

const found = new Map<string, KindSchema | undefined>();

/**
 * The schema of a kind, or undefined if none is stored. By default, Gateway API schemas are those of the experimental channel of the release that Istio reads.
 */
export function findKind(group: string, version: string, kind: string, gatewayApi: GatewayApiSchemas = GatewayApiChannel.EXPERIMENTAL): KindSchema | undefined {
  const key = `${gatewayApi} ${group}/${version} ${kind}`;
  if (!found.has(key)) found.set(key, lookUp(group, version, kind, gatewayApi));
  return found.get(key);
}

/** Every stored version of a kind, oldest first; none for built-in kinds, which are stored in current versions only. */
export function findVersions(group: string, kind: string, gatewayApi: GatewayApiSchemas = GatewayApiChannel.EXPERIMENTAL): KindSchema[] {
  const set = setOfGroup(group, gatewayApi);
  return set ? kindsOf(set).filter((k) => k.group === group && k.kind === kind).sort((a, b) => stability(a.version) - stability(b.version)) : [];
}

/** v1alpha1 < v1beta2 < v1 < v2. */
function stability(version: string): number {
  const [, major, stage, minor] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  return (stage === 'alpha' ? 0 : stage === 'beta' ? 1e4 : 2e4) + Number(major ?? 0) * 100 + Number(minor ?? 0);
}

/** Group, version and kind of all stored kinds, except Config Connector and projects that run beside a mesh, of which only some kinds are stored. */
export function findKindNames(gatewayApi: GatewayApiSchemas = GatewayApiChannel.EXPERIMENTAL): readonly KindName[] {
  let known = names.get(gatewayApi);
  if (!known) {
    names.set(gatewayApi, known = [
      ...[CrdSet.ISTIO, setOfGroup('gateway.networking.k8s.io', gatewayApi)!, CrdSet.MCS, CrdSet.GKE].flatMap(namesOf), ...builtInNames(),
    ]);
  }
  return known;
}
interface KindName { readonly group: string; readonly version: string; readonly kind: string }
const names = new Map<GatewayApiSchemas, readonly KindName[]>();

const namesOf = (set: CrdSet): KindName[] => stored<StoredCrds>(set).crds.map(({ spec }) => (
  { group: spec.group, version: spec.versions.find((v) => v.storage)!.name, kind: spec.names.kind }));

const builtInNames = (): KindName[] => Object.keys(stored<StoredKinds>(KUBERNETES).kinds).map((key) => {
  const [apiVersion, kind] = key.split(' ');
  const slash = apiVersion.indexOf('/');
  return { group: apiVersion.slice(0, Math.max(slash, 0)), version: apiVersion.slice(slash + 1), kind };
});

function lookUp(group: string, version: string, kind: string, gatewayApi: GatewayApiSchemas): KindSchema | undefined {
  const set = setOfGroup(group, gatewayApi);
  if (set) {
    const { crds, schemas } = stored<StoredCrds>(set);
    const crd = crds.find((c) => c.spec.group === group && c.spec.names.kind === kind);
    return crd && kindSchema(crd, schemas, version);
  }
  if (group.includes('.') && !group.endsWith('.k8s.io')) return undefined; // no built-in group has this name
  const { kinds, definitions } = stored<StoredKinds>(KUBERNETES);
  const definition = kinds[`${group ? `${group}/` : ''}${version} ${kind}`];
  if (!definition) return undefined;
  const schema = definitions[definition];
  return { group, version, kind, schema, definitions, served: true, hasStatus: schema.properties?.status !== undefined };
}

function kindSchema(crd: StoredCrd, schemas: any[], version: string): KindSchema | undefined {
  const v = crd.spec.versions.find((one) => one.name === version);
  return v && {
    group: crd.spec.group,
    version,
    kind: crd.spec.names.kind,
    scope: crd.spec.scope,
    schema: schemas[v.schema],
    otherSchema: v.otherSchema === undefined ? undefined : schemas[v.otherSchema],
    served: v.served,
    deprecationWarning: v.deprecated ? v.deprecationWarning ?? `${crd.spec.group}/${version} ${crd.spec.names.kind} is deprecated` : undefined,
    hasStatus: (v.subresources as any)?.status !== undefined,
  };
}
