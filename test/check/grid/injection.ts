import type { Case } from './case';
import { deployment, namespace, pod, raw, service } from './objects';

type Json = Record<string, any>;

const expression = (key: string, operator: string, ...values: string[]) => ({ key, operator, ...(values.length ? { values } : {}) });
const UNLESS_FALSE = { matchExpressions: [expression('sidecar.istio.io/inject', 'NotIn', 'false')] };
const webhook = (name: string, to: string, namespaceSelector: Json, objectSelector: Json = UNLESS_FALSE, port?: number) => ({
  name, clientConfig: { service: { name: to, namespace: 'istio-system', path: '/inject', ...(port ? { port } : {}) } }, namespaceSelector, objectSelector, admissionReviewVersions: ['v1'], sideEffects: 'None',
});
const configuration = (name: string, webhooks: Json[], labels: Record<string, string> = { app: 'sidecar-injector' }) => raw('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', { name, labels }, { webhooks });
/** The injector of a revision or of a tag. */
const revision = (name: string, to = `istiod-${name}`) => configuration(`injector-${name}`, [
  webhook('rev.namespace.sidecar-injector.istio.io', to, { matchExpressions: [expression('istio.io/rev', 'In', name), expression('istio-injection', 'DoesNotExist')] }),
  webhook('rev.object.sidecar-injector.istio.io', to, { matchExpressions: [expression('istio.io/rev', 'DoesNotExist'), expression('istio-injection', 'DoesNotExist')] },
    { matchExpressions: [expression('sidecar.istio.io/inject', 'NotIn', 'false'), expression('istio.io/rev', 'In', name)] }),
]);
const usual = (port?: number) => configuration('injector', [webhook('namespace.sidecar-injector.istio.io', 'istiod', { matchLabels: { 'istio-injection': 'enabled' } }, UNLESS_FALSE, port)]);
const plane = (name: string) => [
  service(name, [{ name: 'https-webhook', port: 443, targetPort: 15017 }], { namespace: 'istio-system' }),
  deployment({ app: name }, { name, namespace: 'istio-system' }, { spec: { containers: [{ name: 'discovery', image: 'pilot:1', ports: [{ containerPort: 15017 }] }] } }),
];
const SYSTEM = namespace('istio-system', {});
const REVISIONS = [SYSTEM, ...plane('istiod-1-30'), ...plane('istiod-1-31'), revision('1-30'), revision('1-31'), revision('prod', 'istiod-1-31')];
const USUAL = [SYSTEM, ...plane('istiod'), usual()];
const app = (where: string, labels: Record<string, string> = {}, annotations?: Record<string, string>) => deployment({ app: 'a' }, { name: 'a', namespace: where }, { metadata: { labels: { app: 'a', ...labels }, annotations } });
const validator = (name: string, to: string, failurePolicy?: string) => raw('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', { name, labels: { app: 'istiod' } }, {
  webhooks: [{ name: 'rev.validation.istio.io', failurePolicy, clientConfig: { service: { name: to, namespace: 'istio-system', path: '/validate' } }, admissionReviewVersions: ['v1'], sideEffects: 'None' }],
});

export const INJECTION: Case[] = [
  {
    code: 'MESH540',
    bare: true,
    bad: [...REVISIONS, namespace('a', { 'istio.io/rev': '1-28' }), app('a'), namespace('b', { 'istio-injection': 'enabled' }), namespace('c', { 'istio.io/rev': 'Prod' })],
    good: [...REVISIONS, namespace('a', { 'istio.io/rev': '1-30' }), app('a'), namespace('b', { 'istio.io/rev': '1-31' }), namespace('c', { 'istio.io/rev': 'prod' })],
    severity: ['error', 'error', 'error'],
  },
  {
    code: 'MESH540',
    bare: true,
    bad: [...USUAL, namespace('a', { 'istio.io/rev': 'canary' })],
    // a namespace may be for pods that go without
    good: [...USUAL, namespace('a', { 'istio-injection': 'enabled' }), namespace('c', { 'istio.io/rev': 'canary' }), app('c', { 'sidecar.istio.io/inject': 'false' })],
  },
  {
    code: 'MESH541',
    bare: true,
    bad: [...REVISIONS, namespace('a', {}), app('a', { 'sidecar.istio.io/inject': 'true' }), namespace('b', {}), app('b', { 'istio.io/rev': '1-3' })],
    good: [...REVISIONS, namespace('a', {}), app('a', { 'sidecar.istio.io/inject': 'true', 'istio.io/rev': 'prod' }), namespace('b', {}), app('b', { 'istio.io/rev': '1-31' }), namespace('c', {}), app('c')],
    severity: ['error', 'error'],
  },
  {
    code: 'MESH542',
    bare: true,
    bad: [namespace('a', { 'istio-injection': 'disabled' }), app('a', { 'sidecar.istio.io/inject': 'true' }), namespace('b', { 'istio-injection': 'disabled' }), app('b', { 'istio.io/rev': 'prod' })],
    good: [namespace('a', {}), app('a', { 'sidecar.istio.io/inject': 'true' }), namespace('b', { 'istio-injection': 'enabled' }), app('b', { 'istio.io/rev': 'prod' }), namespace('c', { 'istio-injection': 'disabled' }), app('c', { 'sidecar.istio.io/inject': 'false' })],
    severity: ['warning', 'warning'],
  },
  {
    code: 'MESH543',
    bare: true,
    bad: [namespace('a', {}), app('a', {}, { 'sidecar.istio.io/inject': 'true' }), namespace('b', { team: 'b' }), pod({ app: 'b' }, { name: 'b', namespace: 'b', annotations: { 'sidecar.istio.io/inject': 'true' } }, { containers: [{ name: 'app', image: 'app:1' }] })],
    good: [
      namespace('a', {}), app('a', { 'sidecar.istio.io/inject': 'true' }), namespace('b', { 'istio-injection': 'enabled' }), pod({ app: 'b' }, { name: 'b', namespace: 'b', annotations: { 'sidecar.istio.io/inject': 'true' } }),
      namespace('c', {}), app('c', {}, { 'sidecar.istio.io/inject': 'false' }),
    ],
    severity: ['warning', 'warning'],
  },
  {
    code: 'MESH708',
    bare: true,
    bad: [...USUAL, validator('istio-validator-old', 'istiod-1-28', 'Fail'), validator('istio-validator-older', 'istiod-1-27', 'Ignore'), validator('istio-validator', 'istiod')],
    good: [...USUAL, validator('istio-validator-old', 'istiod', 'Fail'), validator('istio-validator', 'istiod')],
    severity: ['error', 'warning'],
  },
  {
    code: 'MESH709',
    bare: true,
    bad: [SYSTEM, service('istiod', [{ name: 'https-webhook', port: 15017 }], { namespace: 'istio-system' }), pod({ app: 'istiod' }, { namespace: 'istio-system', name: 'istiod' }), usual(), validator('istio-validator', 'istiod')],
    good: [SYSTEM, service('istiod', [{ name: 'https-webhook', port: 15017 }], { namespace: 'istio-system' }), pod({ app: 'istiod' }, { namespace: 'istio-system', name: 'istiod' }), usual(15017)],
    severity: ['error', 'error'],
  },
];
