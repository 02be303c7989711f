import { checkManifests } from '../../src/check/engine/run';
import { CHECKS } from '../../src/check/registry';

const object = (apiVersion: string, kind: string, name: string, spec: object, namespace = 'way-out') => ({ apiVersion, kind, metadata: { name, namespace }, spec });
const server = (protocol: string, name: string, host: string) => ({ port: { number: 443, name, protocol }, hosts: [host], tls: { mode: 'ISTIO_MUTUAL' } });
/** An egress gateway with one port for the requests of a host and for the connections of another. */
const GATEWAY = [
  object('apps/v1', 'Deployment', 'out', { selector: { matchLabels: { app: 'out' } }, template: { metadata: { labels: { app: 'out' } }, spec: { containers: [{ name: 'istio-proxy', image: 'auto' }] } } }),
  object('v1', 'Service', 'out', { selector: { app: 'out' }, ports: [{ name: 'tls', port: 443 }] }),
  object('networking.istio.io/v1', 'Gateway', 'requests', { selector: { app: 'out' }, servers: [server('HTTPS', 'https-a', 'a.example')] }),
  object('networking.istio.io/v1', 'Gateway', 'connections', { selector: { app: 'out' }, servers: [server('TLS', 'tls-b', 'b.example')] }),
];
const policy = (name: string, rule: object, more: object = {}, namespace?: string) => object('security.istio.io/v1', 'AuthorizationPolicy', name, { selector: { matchLabels: { app: 'out' } }, action: 'ALLOW', rules: [rule], ...more }, namespace);
const FROM = [{ source: { principals: ['cluster.local/ns/web/sa/web'] } }];
const REQUESTS = policy('requests', { from: FROM, to: [{ operation: { ports: ['443'], hosts: ['a.example'] } }] });
const found = (...objects: object[]) => checkManifests([...GATEWAY, ...objects].map((o) => ({ object: o, origin: {} })), {}, { checks: CHECKS }).filter((f) => f.code === 'MESH410').map((f) => `${f.severity} ${f.object.name} ${f.pointer}`);

test.each<[string, object[], string[]]>([
  ['nothing admits the connections', [REQUESTS], ['warning requests /spec/rules/0']],
  ['another policy admits them', [REQUESTS, policy('connections', { from: FROM, to: [{ operation: { ports: ['443'] } }] })], []],
  ['another policy admits all ports', [REQUESTS, policy('connections', { from: FROM })], []],
  ['a policy of the root namespace admits them', [REQUESTS, policy('connections', { from: FROM }, { selector: undefined }, 'istio-system')], []],
  ['another policy admits another port', [REQUESTS, policy('connections', { from: FROM, to: [{ operation: { ports: ['8443'] } }] })], ['warning requests /spec/rules/0']],
  ['another policy denies', [REQUESTS, policy('connections', { from: FROM }, { action: 'DENY' })], ['warning requests /spec/rules/0']],
  ['another policy is for other pods', [REQUESTS, policy('connections', { from: FROM }, { selector: { matchLabels: { app: 'in' } } })], ['warning requests /spec/rules/0']],
])('HTTP attributes at a port with connections: %s', (_, objects, expected) => expect(found(...objects)).toEqual(expected));
