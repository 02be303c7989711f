import { checkManifests } from '../../../src/check/engine/run';
import { CHECKS } from '../../../src/check/registry';
import { expectWellWorded } from '../wording';

const object = (apiVersion: string, kind: string, name: string, spec: object = {}, annotations: object = {}, namespace = 'shop') => ({ apiVersion, kind, metadata: { name, namespace, annotations }, spec });
const mci = (serviceName: string, servicePort: number | string, annotations: object = {}) => object('networking.gke.io/v1', 'MultiClusterIngress', 'mci', { template: { spec: { backend: { serviceName, servicePort }, rules: [{ http: { paths: [{ backend: { serviceName: 'web', servicePort: 'http' } }] } }] } } }, annotations);
const mcs = (name: string, annotations: object = {}) => object('networking.gke.io/v1', 'MultiClusterService', name, { template: { spec: { ports: [{ name: 'http', port: 80, targetPort: 8080 }] } } }, annotations);
const config = (name: string, namespace = 'shop') => object('cloud.google.com/v1', 'BackendConfig', name, {}, {}, namespace);
const BACKEND = 'cloud.google.com/backend-config';
const AT = '/metadata/annotations/cloud.google.com~1backend-config';
const ROOT = '/spec/template/spec/backend';

test.each<[string, object[], string[]]>([
  ['what exists', [mci('web', 80), mcs('web', { [BACKEND]: '{"ports":{"80":"a"},"default":"b"}' }), config('a'), config('b')], []],
  ['a Service in place of a MultiClusterService', [mci('cart', 80), mcs('web'), object('v1', 'Service', 'cart', { ports: [{ port: 80 }] })], [`error MultiClusterIngress ${ROOT}/serviceName`]],
  ['the port of the pods', [mci('web', 8080), mcs('web')], [`error MultiClusterIngress ${ROOT}/servicePort`]],
  ['a configuration of another namespace', [mcs('web', { [BACKEND]: '{"default":"a"}' }), config('a', 'other')], [`error MultiClusterService ${AT}`]],
  ['one of two configurations', [object('v1', 'Service', 'cart', { ports: [{ port: 80 }] }, { [BACKEND]: '{"ports":{"80":"a","81":"gone"}}' }), config('a')], [`error Service ${AT}`]],
  ['a frontend', [object('networking.k8s.io/v1', 'Ingress', 'i', {}, { 'networking.gke.io/v1beta1.FrontendConfig': 'f' })], ['error Ingress /metadata/annotations/networking.gke.io~1v1beta1.FrontendConfig']],
  ['a frontend that exists', [mci('web', 80, { 'networking.gke.io/frontend-config': 'f' }), mcs('web'), object('networking.gke.io/v1beta1', 'FrontendConfig', 'f')], []],
])('%s', (_, objects, expected) => {
  const found = (complete: boolean) => {
    const findings = checkManifests(objects.map((o) => ({ object: o, origin: {} })), { complete }, { checks: CHECKS }).filter((f) => f.code === 'MESH743');
    findings.forEach(expectWellWorded);
    return findings.map((f) => `${f.severity} ${f.object.kind} ${f.pointer}`);
  };
  expect(found(true)).toEqual(expected);
  // what is missing may be elsewhere; a port that a service at hand lacks is not
  expect(found(false)).toEqual(expected.map((e) => (e.endsWith('servicePort') ? e : e.replace('error', 'info'))));
});
