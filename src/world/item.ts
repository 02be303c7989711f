import { keyOf, kindOf, type KindKey, type SpecOf } from './kinds';
import type { Manifest, Origin } from './manifest';
import type { ObjectReference } from './reference';
import { map, read, str } from './shape';
import { isObject } from '../grammar/json';
import { shared } from '../grammar/plain-yaml';

/** An object of the world, read by its shape. */
export interface Item<S = unknown> {
  /** its index among the given objects */
  readonly order: number;
  /** undefined for kinds that no check reads */
  readonly key?: KindKey;
  readonly apiVersion: string;
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** the namespace in which it will be; '' for cluster-scoped kinds */
  readonly namespace: string;
  /** false if the manifest does not set the namespace */
  readonly namespaceGiven: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** the spec; for kinds without one (Secret, ConfigMap, webhook configurations) the whole object */
  readonly spec: S;
  /** the original object */
  readonly object: Readonly<Record<string, unknown>>;
  readonly origin: Origin;
}
export type ItemOf<K extends KindKey> = Item<SpecOf<K>>;

/** API groups of files that a tool on the user's machine reads; these need no name, and are not applied to a cluster. */
const TOOLS: Readonly<Record<string, string>> = {
  'kustomize.config.k8s.io': 'kustomize', 'install.istio.io': 'istioctl', 'skaffold': 'skaffold', 'kind.x-k8s.io': 'kind',
};
/** The tool whose configuration a document is, if any. */
export function toolOf(object: unknown): string | undefined {
  if (!isObject(object)) return undefined;
  if (object.apiVersion === undefined && object.kind === undefined && object.metadata === undefined) return ofGcloud(object) ? 'gcloud' : typeof (object.swagger ?? object.openapi) === 'string' ? 'OpenAPI' : undefined;
  if (typeof object.apiVersion !== 'string') return undefined;
  const group = object.apiVersion.split('/')[0];
  if (Object.hasOwn(TOOLS, group)) return TOOLS[group];
  return object.kind === undefined && (group === 'v1' || group === 'v2') && typeof object.name === 'string' && typeof object.version === 'string' ? 'helm' : undefined;
}

/** Fields of the resources that `gcloud … import --source` reads; each resource has one of them. */
const OF_GCLOUD: ReadonlySet<string> = new Set([
  'interceptionPort', 'meshes', 'gateways', 'hostnames', 'scope', 'endpointMatcher', 'trafficPortSelector', 'serverTlsPolicy', 'clientTlsPolicy', 'authorizationPolicy', // network-services
  'loadBalancingAlgorithm', 'autoCapacityDrain', 'failoverConfig', 'isolationConfig', 'extensionChains', // service-lb-policies, service-extensions
  'clientCertificate', 'serverCertificate', 'serverValidationCa', 'mtlsPolicy', 'httpRules', 'trustStores', 'allowlistedCertificates', 'gatewaySecurityPolicy', // network-security, certificate-manager
  'loadBalancingScheme', 'defaultService', 'pathMatchers', 'hostRules', 'urlMap', 'validateForProxyless', 'securitySettings', 'localityLbPolicy', 'localityLbPolicies', 'healthChecks', 'portSpecification', // compute
]);
const OF_ANY: ReadonlySet<string> = new Set(['name', 'description', 'labels']);
/**
 * A file with a resource, or a part of one, for `gcloud … import --source`: with fields of the API only. A mesh needs only its name; an authorization policy
 * has an action and rules.
 */
function ofGcloud(object: Record<string, unknown>): boolean {
  const keys = Object.keys(object);
  if (typeof object.name !== 'string') return keys.length > 0 && keys.every((key) => OF_GCLOUD.has(key));
  return keys.every((key) => OF_ANY.has(key)) || keys.some((key) => OF_GCLOUD.has(key)) || (['ALLOW', 'DENY', 'CUSTOM'].includes(String(object.action)) && (Array.isArray(object.rules) || object.rules === undefined));
}

const strings = map(str);
const NONE: Readonly<Record<string, string>> = Object.freeze({});

export const DEFAULT_NAMESPACE = 'default';

/**
 * Reads a manifest, or returns why it is not a Kubernetes object.
 * @param namespace the namespace for objects without one
 * @param assumed the namespace to assume if none is given
 */
export function readItem(manifest: Manifest, order: number, namespace?: string, assumed = DEFAULT_NAMESPACE): Item | string {
  const object = manifest.object;
  if (!isObject(object)) return `a Kubernetes object must be a mapping with apiVersion, kind and metadata, got ${describe(object)}`;
  const { apiVersion, kind } = object;
  if (typeof apiVersion !== 'string' || !apiVersion) return `apiVersion is missing or not a string, got ${describe(apiVersion)}`;
  if (apiVersion.indexOf('/') !== apiVersion.lastIndexOf('/')) return `apiVersion must be GROUP/VERSION, got ${describe(apiVersion)}`;
  if (typeof kind !== 'string' || !kind) return `kind is missing or not a string, got ${describe(kind)}`;
  const metadata = isObject(object.metadata) ? object.metadata : undefined;
  const name = metadata?.name;
  if (typeof name !== 'string' || !name) {
    const prefix = metadata?.generateName;
    if (typeof prefix !== 'string' || !prefix) return `metadata.name is missing or not a string, got ${describe(name)}`;
  }
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : shared(apiVersion.slice(0, slash));
  const key = keyOf(group, kind);
  const known = key && kindOf(key);
  const given = typeof metadata?.namespace === 'string' && metadata.namespace !== '';
  const spec = known ? read<unknown>(known.shape, known.whole ? object : object.spec ?? {}) : object.spec;
  return {
    order,
    key,
    apiVersion,
    group,
    kind,
    name: typeof name === 'string' && name ? name : `${metadata?.generateName as string}*`,
    namespace: known?.clusterScoped ? '' : given ? metadata.namespace as string : namespace ?? assumed,
    namespaceGiven: given || (namespace !== undefined && known !== undefined && !known.clusterScoped),
    labels: metadata?.labels ? read(strings, metadata.labels) : NONE,
    annotations: metadata?.annotations ? read(strings, metadata.annotations) : NONE,
    spec,
    object,
    origin: manifest.origin,
  };
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return `${typeof value} ${JSON.stringify(value)}`.slice(0, 80);
}

export function reference(item: Pick<Item, 'apiVersion' | 'kind' | 'namespace' | 'namespaceGiven' | 'name'>): ObjectReference {
  return {
    apiVersion: item.apiVersion,
    kind: item.kind,
    ...(item.namespaceGiven && item.namespace ? { namespace: item.namespace } : {}),
    name: item.name,
  };
}

/** `namespace/name`, or just the name if the manifest has no namespace. */
export const fullName = (item: Item): string => (item.namespaceGiven && item.namespace ? `${item.namespace}/${item.name}` : item.name);
/** `Kind namespace/name`, as people write it. */
export const label = (item: Item): string => `${item.kind} ${fullName(item)}`;
