import { Traffic } from '../../src';

const LABELS = { app: 'redis' };
const object = (apiVersion: string, kind: string, name: string, spec: object, namespace = 'shop') => ({ apiVersion, kind, metadata: { name, namespace }, spec });
const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { 'istio-injection': 'enabled' } } };
const SERVICE = object('v1', 'Service', 'redis', {
  clusterIP: 'None', selector: LABELS, ports: [{ name: 'tcp-redis', port: 6379 }, { name: 'http-metrics', port: 9121 }],
});
const OTHER = object('v1', 'Service', 'other', { selector: { app: 'other' }, ports: [{ name: 'tcp', port: 6379 }] });
const WEB = workload('Deployment', 'web', { app: 'web' });
/** The proxies connect to nothing but what the namespace has. */
const SIDECAR = object('networking.istio.io/v1', 'Sidecar', 'default', { egress: [{ hosts: ['./*'] }], outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } });

function workload(kind: string, name: string, labels: object, more: object = {}): object {
  const containers = [{ name, image: `${name}:1` }];
  return object('apps/v1', kind, name, { ...more, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } });
}

function ask(url: string, ...more: object[]) {
  const { kind, host, port } = Traffic.ofManifests([NAMESPACE, SERVICE, OTHER, WEB, SIDECAR, ...more]).ask({ from: 'shop/web', url }).outcome;
  return { kind, host, port };
}

const routed = (port: number) => ({ kind: 'routed', host: 'redis.shop.svc.cluster.local', port });

describe('connections to a headless Service', () => {
  test.each([
    ['a Deployment', workload('Deployment', 'redis', LABELS)],
    ['a StatefulSet', workload('StatefulSet', 'redis', LABELS, { serviceName: 'redis' })],
    ['an EndpointSlice', {
      ...object('discovery.k8s.io/v1', 'EndpointSlice', 'redis', {}),
      metadata: { name: 'redis', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'redis' } },
      addressType: 'IPv4',
      ports: [{ name: 'tcp-redis', port: 6379 }, { name: 'http-metrics', port: 9121 }],
      endpoints: [{ addresses: ['10.0.0.7'] }],
    }],
  ])('go to its pods, whose addresses are not in the manifests: %s', (_, pods) => {
    expect(ask('tcp://redis:6379', pods)).toEqual(routed(6379));
    expect(ask('tcp://redis.shop.svc.cluster.local:6379', pods)).toEqual(routed(6379));
    expect(ask('http://redis:9121/metrics', pods)).toEqual(routed(9121));
  });

  test('go to one of its pods by the name of the pod', () => {
    expect(ask('tcp://redis-0.redis:6379', workload('StatefulSet', 'redis', LABELS, { serviceName: 'redis' }))).toEqual(routed(6379));
  });

  test('are blocked if the Service is not imported or the name is unknown', () => {
    const pods = workload('StatefulSet', 'redis', LABELS, { serviceName: 'redis' });
    const elsewhere = { ...SIDECAR, spec: { egress: [{ hosts: ['./other.shop.svc.cluster.local'] }], outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } } };
    expect(Traffic.ofManifests([NAMESPACE, SERVICE, OTHER, WEB, elsewhere, pods]).ask({ from: 'shop/web', url: 'tcp://redis:6379' }).outcome.kind).toBe('blackHoled');
    expect(ask('tcp://nobody:6379', pods).kind).toBe('blackHoled');
  });

  test('do not affect connections to a Service with an address on the same port', () => {
    expect(ask('tcp://other:6379', workload('StatefulSet', 'redis', LABELS, { serviceName: 'redis' })).host).not.toBe('redis.shop.svc.cluster.local');
  });
});
