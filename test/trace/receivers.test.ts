import { NETWORKING, pod, service } from './manifests';
import { Traffic } from '../../src';

const plaintext = { ...NETWORKING, kind: 'DestinationRule', metadata: { name: 'api', namespace: 'shop' }, spec: { host: 'api', trafficPolicy: { tls: { mode: 'DISABLE' } } } };
const strict = (spec: object = {}, namespace = 'shop'): any => ({ apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 'mtls', namespace }, spec: { mtls: { mode: 'STRICT' }, ...spec } });
const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { 'istio-injection': 'enabled' } } };
const api = (name = 'api', annotations: Record<string, string> = {}) => pod('shop', name, { app: 'api' }, annotations);
const ends = (objects: object[], url = 'http://api/') => {
  const ports = [{ name: 'http', port: 80, targetPort: 8080 }, { name: 'tcp-db', port: 5432 }];
  const traffic = Traffic.ofManifests([namespace, pod('shop', 'web', { app: 'web' }), service('shop', 'api', { app: 'api' }, ports), ...objects]);
  return traffic.ask({ from: 'shop/web', url }).outcomes.map((o) => [o.kind, o.status, o.why]);
};
const REFUSED = 'the sidecar of shop/api accepts only mutual TLS on port 8080 (PeerAuthentication shop/mtls, /spec/mtls), and the request arrives in plaintext';
const ROUTED = [['routed', undefined, undefined]];

test('a sidecar with STRICT mutual TLS refuses plaintext, and the outcome names the policy', () => {
  expect(ends([api(), plaintext, strict()])).toEqual([['refused', 503, REFUSED]]);
  expect(ends([api(), plaintext, strict()], 'tcp://api:5432')).toEqual([['refused', undefined, REFUSED.replace('8080', '5432')]]);
  expect(ends([api(), plaintext, strict({}, 'istio-system')])).toEqual([['refused', 503, REFUSED.replace('shop/mtls', 'istio-system/mtls')]]);
});

test.each([
  ['the client opens mutual TLS', [api(), strict()]],
  ['nothing is STRICT', [api(), plaintext]],
  ['the policy is for another namespace', [api(), plaintext, strict({}, 'shop-a')]],
  ['the policy is for other workloads', [api(), plaintext, strict({ selector: { matchLabels: { app: 'api-2' } } })]],
  ['its port is an exception', [api(), plaintext, strict({ selector: { matchLabels: { app: 'api' } }, portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } })]],
  ['the port bypasses the sidecar', [api('api', { 'traffic.sidecar.istio.io/excludeInboundPorts': '9090, 8080' }), plaintext, strict()]],
  ['the pod has no sidecar', [api('api', { 'sidecar.istio.io/inject': 'false' }), plaintext, strict()]],
])('plaintext is routed where %s', (_, objects) => {
  expect(ends(objects)).toEqual(ROUTED);
});

test('a port is STRICT by its own setting', () => {
  const policy = strict({ selector: { matchLabels: { app: 'api' } }, mtls: { mode: 'PERMISSIVE' }, portLevelMtls: { 8080: { mode: 'STRICT' } } });
  expect(ends([api(), plaintext, policy])).toEqual([['refused', 503, REFUSED.replace('/spec/mtls', '/spec/portLevelMtls/8080')]]);
  expect(ends([api(), plaintext, policy], 'tcp://api:5432')).toEqual(ROUTED);
});

test('where only some workloads refuse plaintext, the outcome is unknown', () => {
  const [[kind, , why]] = ends([api(), api('api-2', { 'sidecar.istio.io/inject': 'false' }), plaintext, strict()]);
  expect([kind, why]).toEqual(['unknown', `${REFUSED}; other workloads accept it, and which of them gets it is unknown`]);
});

const client = (mode: string, more: object = {}): object => ({ ...plaintext, spec: { host: 'api', trafficPolicy: { tls: { mode, ...more } } } });
const own = { clientCertificate: '/etc/web/tls.crt', privateKey: '/etc/web/tls.key', caCertificates: '/etc/web/ca.crt' };
const outside = (name = 'api') => api(name, { 'sidecar.istio.io/inject': 'false' });
const mode = (mtls: string) => strict({ mtls: { mode: mtls } });
const POLICY = '(PeerAuthentication shop/mtls, /spec/mtls)';

test.each([
  ['ISTIO_MUTUAL to a pod without a sidecar', [outside(), client('ISTIO_MUTUAL')], 'shop/api has no sidecar that accepts mutual TLS on port 8080, and the request arrives in ISTIO_MUTUAL'],
  ['ISTIO_MUTUAL to a sidecar with DISABLE', [api(), client('ISTIO_MUTUAL'), mode('DISABLE')],
    `the sidecar of shop/api does not terminate mutual TLS on port 8080 ${POLICY}: the application receives the request in ISTIO_MUTUAL, which it can't read`],
  ['TLS without a client certificate to STRICT', [api(), client('SIMPLE'), strict()],
    `the sidecar of shop/api accepts only mutual TLS on port 8080 ${POLICY}, and the request arrives in TLS without a client certificate (SIMPLE)`],
])('%s is refused', (_, objects, why) => {
  expect(ends(objects)).toEqual([['refused', 503, why]]);
});

test.each([
  ['ISTIO_MUTUAL to STRICT', [api(), client('ISTIO_MUTUAL'), strict()]],
  ['ISTIO_MUTUAL to PERMISSIVE', [api(), client('ISTIO_MUTUAL'), mode('PERMISSIVE')]],
  ['ISTIO_MUTUAL to a port that bypasses the sidecar', [api('api', { 'traffic.sidecar.istio.io/excludeInboundPorts': '8080' }), client('ISTIO_MUTUAL'), mode('DISABLE')]],
  ['TLS to a pod without a sidecar', [outside(), client('SIMPLE'), strict()]],
  ['auto mTLS to a pod without a sidecar', [outside(), strict()]],
])('%s is routed', (_, objects) => {
  expect(ends(objects)).toEqual(ROUTED);
});

test('a certificate of the client\'s own may or may not be accepted by STRICT', () => {
  const [[kind, , why]] = ends([api(), client('MUTUAL', own), strict()]);
  expect([kind, why]).toEqual(['unknown', `the sidecar of shop/api accepts only mutual TLS on port 8080 ${POLICY}, and whether the mesh's CA signed the client's certificate (MUTUAL) is unknown`]);
});

test('where only some pods have a sidecar, the outcome of ISTIO_MUTUAL is unknown', () => {
  const [[kind, , why]] = ends([api(), outside('api-2'), client('ISTIO_MUTUAL')]);
  expect([kind, why]).toEqual(['unknown', 'shop/api-2 has no sidecar that accepts mutual TLS on port 8080, and the request arrives in ISTIO_MUTUAL; other workloads accept it, and which of them gets it is unknown']);
});
