import type { Chart } from './charts';
import { isMap, Values } from './kinds';
import { numberProblems } from './numbers';
import { valueAt } from './value-at';

const PULL = ['Always', 'IfNotPresent', 'Never'];
const FAMILIES = ['SingleStack', 'PreferDualStack', 'RequireDualStack'];
const VARIANTS = ['debug', 'distroless'];

/** Known values of fields that Kubernetes, Envoy or the image registry interpret. */
const WORDS: Record<string, readonly string[]> = {
  'service.type': ['ClusterIP', 'NodePort', 'LoadBalancer', 'None'],
  'service.externalTrafficPolicy': ['Cluster', 'Local'],
  'service.internalTrafficPolicy': ['Cluster', 'Local'],
  'service.ipFamilyPolicy': FAMILIES,
  'ipFamilyPolicy': FAMILIES,
  'imagePullPolicy': PULL,
  'global.imagePullPolicy': PULL,
  'variant': VARIANTS,
  'global.variant': VARIANTS,
  'global.proxy.logLevel': ['trace', 'debug', 'info', 'warning', 'warn', 'error', 'critical', 'off'],
};

/** The fields with the minimum and maximum number of replicas, by chart. */
export const REPLICAS: Partial<Record<Chart, readonly [fewest: string, most: string]>> = {
  istiod: ['autoscaleMin', 'autoscaleMax'],
  gateway: ['autoscaling.minReplicas', 'autoscaling.maxReplicas'],
};

/** Notes about values that a chart renders, but that a cluster rejects or interprets differently. */
export function remarks(chart: Chart, user: Values, values: Values): string[] {
  const found: string[] = [];
  if (chart === 'base' && user.defaultRevision === null) {
    found.push('defaultRevision is null, so the chart refers to a Service istiod- that does not exist; set defaultRevision: "" for none');
  }
  for (const [path, known] of Object.entries(WORDS)) {
    const value = valueAt(path, user);
    if (typeof value === 'string' && value !== '' && !known.includes(value)) found.push(`${path} is '${value}'; known values are ${known.join(', ')}`);
  }
  for (const path of ['tag', 'global.tag']) {
    const value = valueAt(path, user);
    if (typeof value === 'number') found.push(`${path} is parsed by YAML as a number, ${value}, without trailing zeros; quote it`);
  }
  const range = REPLICAS[chart];
  if (range) {
    const [fewest, most] = range.map((path) => valueAt(path, values));
    if (Number(fewest) > Number(most)) found.push(`${range[0]} is ${fewest}, more than ${range[1]}, ${most}: Kubernetes rejects such a HorizontalPodAutoscaler`);
  }
  found.push(...numberProblems(chart, values).map(({ path, text }) => `${path} ${text}`));
  return found;
}

/** Whether a value is false for Go's strconv.ParseBool or YAML. */
const isOff = (value: unknown): boolean => ['0', 'f', 'false'].includes(String(value).toLowerCase());

/** Notes about the namespace and the images of the objects. */
export function releaseRemarks(chart: Chart, values: Values, namespace: string): string[] {
  const { global = {} } = values;
  const found: string[] = [];
  const istioNamespace = isMap(global) ? global.istioNamespace : undefined;
  if ((chart === 'base' || chart === 'istiod') && istioNamespace && istioNamespace !== namespace) {
    found.push(`the objects are in namespace ${namespace}, but global.istioNamespace is ${istioNamespace}; set both to the same namespace`);
  }
  if (chart === 'istiod' && isOff(values.env?.ENABLE_CA_SERVER) && !values.global?.caAddress && !values.meshConfig?.defaultConfig?.proxyMetadata?.CA_ADDR) {
    found.push('ENABLE_CA_SERVER is false, so istiod signs no certificates, and no other certificate authority is set, so no proxy becomes ready; set global.caAddress, or remove ENABLE_CA_SERVER (MESH719)');
  }
  const { hub, tag } = chart === 'ztunnel' ? values : global;
  if (chart !== 'base' && chart !== 'default' && chart !== 'gateway' && /\/testing$/.test(hub)) {
    found.push(`the images are placeholders of Istio's source (${hub}, ${tag}); set those of a release: global.hub and global.tag`);
  }
  return found;
}
