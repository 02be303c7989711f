import { checkManifests } from '../../../src/check/engine/run';
import { CHECKS } from '../../../src/check/registry';
import { expectWellWorded } from '../wording';

const object = (apiVersion: string, kind: string, name: string, spec: object = {}, namespace = 'shop') => ({ apiVersion, kind, metadata: { name, namespace }, spec });
const policy = (kind: string, targetRef: object, namespace = 'shop') => object('networking.gke.io/v1', kind, 'p', { default: { timeoutSec: 9 }, targetRef }, namespace);
const service = (name: string, namespace = 'shop') => object('v1', 'Service', name, { ports: [{ port: 80 }] }, namespace);
const to = (name: string, more: object = {}) => ({ group: '', kind: 'Service', name, ...more });
const gateway = (name: string, gatewayClassName: string) => object('gateway.networking.k8s.io/v1', 'Gateway', name, { gatewayClassName, listeners: [] });
const AT = '/spec/targetRef';

test.each<[string, object[], string[], string]>([
  ['what exists', [policy('HealthCheckPolicy', to('web')), service('web'), service('web2')], [], ''],
  ['a name that is nearly right', [policy('HealthCheckPolicy', to('webb')), service('web'), service('api')], [`error HealthCheckPolicy ${AT}/name`], 'Service shop/webb is not defined: the policy has no effect'],
  ['a Service of that name in another namespace', [policy('GCPBackendPolicy', to('web')), service('web', 'other')], [`error GCPBackendPolicy ${AT}/name`], 'Service shop/web is not defined: the policy has no effect'],
  ['a target in another namespace', [policy('GCPBackendPolicy', to('web', { namespace: 'other' })), service('web', 'other')], [`error GCPBackendPolicy ${AT}/namespace`], 'the policy is in namespace shop, but its target Service other/web is not: the policy has no effect'],
  ['one of several targets', [object('networking.gke.io/v1', 'GCPTrafficDistributionPolicy', 'p', { targetRefs: [to('web'), to('gone')] }), service('web')], ['error GCPTrafficDistributionPolicy /spec/targetRefs/1/name'], 'Service shop/gone is not defined: the policy has no effect'],
  ['an import of one cluster alone, of which others may know', [policy('HealthCheckPolicy', { group: 'net.gke.io', kind: 'ServiceImport', name: 'web' })], [], ''],
  ['an export that is not there', [policy('GCPBackendPolicy', { group: 'net.gke.io', kind: 'ServiceExport', name: 'web' }), service('web')], [`error GCPBackendPolicy ${AT}/name`], 'ServiceExport shop/web is not defined: the policy has no effect'],
  ['a Gateway of Istio', [policy('GCPGatewayPolicy', { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }), gateway('edge', 'istio')], [`error GCPGatewayPolicy ${AT}/name`], 'Gateway shop/edge has class istio, whose controller does not read GKE policies: the policy has no effect'],
  ['a Gateway of GKE', [policy('GCPGatewayPolicy', { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }), gateway('edge', 'gke-l7-rilb')], [], ''],
  ['extensions of two Gateways, one of which is missing', [object('networking.gke.io/v1', 'GCPTrafficExtension', 'p', { targetRefs: ['edge', 'edge2'].map((name) => ({ group: 'gateway.networking.k8s.io', kind: 'Gateway', name })) }), gateway('edge', 'gke-l7-rilb')], ['error GCPTrafficExtension /spec/targetRefs/1/name'], 'Gateway shop/edge2 is not defined: the policy has no effect'],
  ['an extension of Istio\'s Gateway', [object('networking.gke.io/v1', 'GCPRoutingExtension', 'p', { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }] }), gateway('edge', 'istio')], ['error GCPRoutingExtension /spec/targetRefs/0/name'], 'Gateway shop/edge has class istio, whose controller does not read GKE policies: the policy has no effect'],
  ['a kind that is not judged', [policy('GCPBackendPolicy', { group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'llm' })], [], ''],
])('%s', (_, objects, expected, message) => {
  const found = (complete: boolean) => {
    const findings = checkManifests(objects.map((o) => ({ object: o, origin: {} })), { complete }, { checks: CHECKS }).filter((f) => f.code === 'MESH744');
    findings.forEach(expectWellWorded);
    return findings;
  };
  expect(found(true).map((f) => `${f.severity} ${f.object.kind} ${f.pointer}`)).toEqual(expected);
  expect(found(true).map((f) => f.message).join()).toBe(message);
  // what is missing may be elsewhere; a target in another namespace and a class of another controller are what they are
  const known = message.includes('is not defined');
  expect(found(false).map((f) => f.severity)).toEqual(expected.map(() => (known ? 'info' : 'error')));
});
