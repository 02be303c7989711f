import { escaped } from './_cloud-run-facts';
import { mapping } from './_neg';
import { isObject, textOf } from '../../../grammar/json';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Annotations that contain JSON, with the expected form of their values. */
interface Form {
  readonly key: string;
  readonly value: (value: unknown, key: string) => string | undefined;
  readonly effect: string;
  readonly example: string;
}
const PROTOCOLS = ['HTTP', 'HTTPS', 'HTTP2'];
const text = (value: unknown): string | undefined => (typeof value === 'string' ? undefined : 'must be a string');
const protocols: Form['value'] = (value) => (PROTOCOLS.includes(textOf(value)) ? undefined : `is not one of ${PROTOCOLS.join(', ')}`);
const configs: Form['value'] = (value, key) => (key === 'default' ? text(value) : key !== 'ports' ? 'is neither default nor ports' : isObject(value) && Object.values(value).every((v) => typeof v === 'string') ? undefined : 'must be an object from ports to names');
const OF_SERVICES: readonly Form[] = [
  { key: 'cloud.google.com/backend-config', value: configs, effect: 'the load balancer gets no settings', example: '{"default":"my-config"} or {"ports":{"80":"my-config"}}' },
  { key: 'beta.cloud.google.com/backend-config', value: configs, effect: 'the load balancer gets no settings', example: '{"default":"my-config"}' },
  { key: 'networking.gke.io/app-protocols', value: protocols, effect: 'the load balancer sends HTTP to the pods', example: '{"https":"HTTPS"}' },
  { key: 'cloud.google.com/app-protocols', value: protocols, effect: 'the load balancer sends HTTP to the pods', example: '{"https":"HTTPS"}' },
  { key: 'controller.autoneg.dev/neg', value: (value, key) => (key !== 'backend_services' ? 'is not backend_services' : isObject(value) ? undefined : 'must be an object keyed by port'), effect: 'no backend service gets the endpoints', example: '{"backend_services":{"80":[{"name":"cart","max_rate_per_endpoint":100}]}}' },
];
const OF_PODS: readonly Form[] = [
  { key: 'cloud.google.com/proxyMetadata', value: text, effect: 'no endpoint policy applies to the pods', example: '{"app":"cart"}' },
];
const OF_NAMESPACES: readonly Form[] = [
  { key: 'mesh.cloud.google.com/proxy', value: (value, key) => (key !== 'managed' ? 'is not managed' : value === 'true' || value === 'false' ? undefined : 'must be the string "true" or "false"'), effect: 'Google does not upgrade these proxies', example: '{"managed":"true"}' },
];

export const jsonAnnotation: Check = {
  code: 'MESH732',
  title: 'JSON annotation that GKE can\'t parse',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'GKE\'s annotations are JSON strings with double quotes and values in certain formats (`cloud.google.com/backend-config`, `networking.gke.io/app-protocols`, `cloud.google.com/proxyMetadata`, `mesh.cloud.google.com/proxy`, autoneg\'s `controller.autoneg.dev/neg`). One that can\'t be parsed has no effect.',
  run(world, report) {
    const checkAnnotation = (item: Item, annotations: Readonly<Record<string, string>>, at: string, forms: readonly Form[]) => {
      for (const { key, value, effect, example } of forms) {
        if (annotations[key] === undefined) continue;
        const said = mapping(annotations[key]);
        const wrong = typeof said === 'string' ? said : Object.entries(said).map(([k, v]) => ({ k, why: value(v, k) })).filter(({ why }) => why).map(({ k, why }) => `has '${k}', which ${why}`)[0];
        if (wrong) report(item, { pointer: `${at}/${escaped(key)}`, message: `the annotation ${key} ${wrong}: ${effect}`, fix: `use ${example}` });
      }
    };
    for (const service of [...world.all('Service'), ...world.ofKind('networking.gke.io', 'MultiClusterService')]) checkAnnotation(service, service.annotations, '/metadata/annotations', OF_SERVICES);
    for (const namespace of world.all('Namespace')) checkAnnotation(namespace, namespace.annotations, '/metadata/annotations', OF_NAMESPACES);
    for (const pod of world.pods(undefined)) checkAnnotation(pod.item, pod.annotations, pod.template ? pod.pointer.replace(/\/spec$/, '/metadata/annotations') : '/metadata/annotations', OF_PODS);
  },
};
