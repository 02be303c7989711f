import { deployment, namespace, object, sec, service, net } from './fixture';
import { checkWorlds } from '../../../src/check/engine/run';
import { CHECKS, LAYERS } from '../../../src/check/registry';
import { World } from '../../../src/world/world';
import { expectWellWorded } from '../wording';

type Json = Record<string, any>;

/** A cluster of a mesh: its control plane, its network, secrets of other clusters, and any other objects. */
function cluster(name: string, options: { mesh?: string; network?: string; id?: string; secrets?: string[] }, ...more: Json[]): Json[] {
  const { mesh = 'trustDomain: cluster.local\n', network, id = name, secrets = [] } = options;
  return [
    namespace('istio-system', network ? { 'topology.istio.io/network': network } : {}),
    object('v1', 'ConfigMap', 'istio-system/istio', { data: { mesh } }),
    object('apps/v1', 'Deployment', 'istio-system/istiod', {
      spec: {
        selector: { matchLabels: { app: 'istiod' } },
        template: { metadata: { labels: { 'app': 'istiod', 'sidecar.istio.io/inject': 'false' } }, spec: { containers: [{ name: 'discovery', image: 'docker.io/istio/pilot:1.31.0', env: [{ name: 'CLUSTER_ID', value: id }] }] } },
      },
    }, { labels: { app: 'istiod' } }),
    ...secrets.map((of) => object('v1', 'Secret', `istio-system/istio-remote-secret-${of}`, { stringData: { [of]: 'kind: Config' } }, { labels: { 'istio/multiCluster': 'true' }, annotations: { 'networking.istio.io/cluster': of } })),
    namespace('shop'),
    namespace('web'),
    ...more,
  ];
}
const CODES = ['MESH711', 'MESH712', 'MESH714', 'MESH715'];
const find = (clusters: Record<string, Json[]>, complete = true) => {
  const found = checkWorlds(Object.entries(clusters).map(([name, objects]) => new World(objects.map((o) => ({ object: o, origin: {} })), { cluster: name, complete })), { checks: CHECKS, layers: LAYERS });
  found.forEach(expectWellWorded);
  return found.filter((f) => f.severity !== 'info').map((f) => `${f.severity} ${f.code} ${f.object.kind} ${f.object.namespace}/${f.object.name} ${f.pointer}`);
};
const API = [deployment('shop/api'), service('shop/api')];
const FRONT = [deployment('web/front'), service('web/front')];
const west = { secrets: ['west'] };
const east = { secrets: ['east'] };

test('a remote secret must use the cluster name of the control plane (MESH711)', () => {
  expect(find({ east: cluster('east', west), west: cluster('west', { ...east, id: 'west-1' }) })).toEqual(['warning MESH711 Secret istio-system/istio-remote-secret-west /stringData/west']);
  expect(find({ east: cluster('east', { secrets: ['west-1'] }), west: cluster('west', { ...east, id: 'west-1' }) })).toEqual([]);
  // of a third cluster that is not among the files, nothing is known
  expect(find({ east: cluster('east', { secrets: ['west', 'north'] }), west: cluster('west', { secrets: ['east', 'north'] }) })).toEqual([]);
  expect(find({ a: cluster('east', { secrets: ['wset'] }), b: cluster('west', { secrets: ['east'] }) })).toEqual(['warning MESH711 Secret istio-system/istio-remote-secret-wset /stringData/wset']);
});

test('clusters of one mesh must trust each other\'s certificates (MESH712)', () => {
  const other = 'trustDomain: west.example.com\n';
  expect(find({ east: cluster('east', west), west: cluster('west', { ...east, mesh: other }) })).toEqual(['error MESH712 ConfigMap istio-system/istio /data/mesh']);
  expect(find({ east: cluster('east', { ...west, mesh: 'trustDomain: cluster.local\ntrustDomainAliases: [west.example.com]\n' }), west: cluster('west', { ...east, mesh: other }) })).toEqual([]);
  // one secret is enough for a mesh; without any they are two meshes
  expect(find({ east: cluster('east', west), west: cluster('west', { mesh: other }) })).toHaveLength(1);
  expect(find({ east: cluster('east', {}), west: cluster('west', { mesh: other }) })).toEqual([]);
  expect(find({ east: cluster('east', { mesh: 'defaultConfig:\n  meshId: m1\n' }), west: cluster('west', { mesh: `${other}defaultConfig:\n  meshId: m1\n` }) })).toHaveLength(1);
});

test('a name that applications call must resolve in their own cluster (MESH714)', () => {
  const rules = net('VirtualService', 'web/api', { hosts: ['web.example.com', 'api.shop.svc.cluster.local'], http: [{ timeout: '3s', route: [{ destination: { host: 'api.shop.svc.cluster.local' } }] }] });
  const at = 'warning MESH714 VirtualService web/api /spec/hosts/1';
  const clusters = (eastern: Json[], options: Json = {}) => ({ east: cluster('east', { ...west, ...options }, ...FRONT, rules, ...eastern), west: cluster('west', east, ...API) });
  const of = (c: Record<string, Json[]>, complete = true) => find(c, complete).filter((f) => f.includes('MESH714'));
  expect(of(clusters([]))).toEqual([at]);
  expect(of(clusters([service('shop/api')]))).toEqual([]);
  expect(of(clusters([], { mesh: 'defaultConfig:\n  proxyMetadata:\n    ISTIO_META_DNS_CAPTURE: "true"\n' }))).toEqual([]);
  expect(of(clusters([]), false)).toEqual([]);
  // a cluster that only has the gateway calls nobody by name
  expect(of({ east: cluster('east', west, rules), west: cluster('west', east, ...API) })).toEqual([]);
  // two meshes
  expect(of({ east: cluster('east', {}, ...FRONT, rules), west: cluster('west', {}, ...API) })).toEqual([]);
});

test('services on several networks must use mutual TLS (MESH715)', () => {
  const pa = (mode: string, more: Json = {}) => sec('PeerAuthentication', 'shop/api', { selector: { matchLabels: { app: 'api' } }, mtls: { mode }, ...more });
  const clusters = (policies: Json[], network = 'n2', western: Json[] = API) => ({ east: cluster('east', { ...west, network: 'n1' }, ...API, ...policies), west: cluster('west', { ...east, network }, ...western) });
  const of = (c: Record<string, Json[]>) => find(c).filter((f) => f.includes('MESH715'));
  expect(of(clusters([pa('DISABLE')]))).toEqual(['warning MESH715 PeerAuthentication shop/api /spec/mtls/mode']);
  expect(of(clusters([pa('PERMISSIVE', { portLevelMtls: { 80: { mode: 'DISABLE' } } })]))).toEqual(['warning MESH715 PeerAuthentication shop/api /spec/portLevelMtls/80']);
  expect(of(clusters([net('DestinationRule', 'shop/api', { host: 'api', trafficPolicy: { tls: { mode: 'DISABLE' } } })]))).toEqual(['warning MESH715 DestinationRule shop/api /spec/trafficPolicy/tls/mode']);
  expect(of(clusters([pa('PERMISSIVE')]))).toEqual([]);
  expect(of(clusters([pa('DISABLE')], 'n1'))).toEqual([]);
  expect(of(clusters([pa('DISABLE')], 'n2', []))).toEqual([]);
});

test('a managed mesh does not read remote secrets (MESH716)', () => {
  const revision = object('mesh.cloud.google.com/v1beta1', 'ControlPlaneRevision', 'istio-system/asm-managed', { spec: { type: 'managed_service', channel: 'regular' } });
  const secret = object('v1', 'Secret', 'istio-system/istio-remote-secret-west', { stringData: { west: 'kind: Config' } }, { labels: { 'istio/multiCluster': 'true' } });
  const of = (objects: Json[], managed?: 'traffic-director' | 'istiod') => checkWorlds([new World(objects.map((o) => ({ object: o, origin: {} })), { complete: true, ...(managed ? { managed: { implementation: managed } } : {}) })], { checks: CHECKS })
    .filter((f) => f.code === 'MESH716').map((f) => f.severity);
  expect(of([namespace('istio-system', {}), revision, secret])).toEqual(['warning']);
  expect(of([namespace('istio-system', {}), secret], 'traffic-director')).toEqual(['error']);
  expect(of([namespace('istio-system', {}), revision])).toEqual([]);
  expect(of([namespace('istio-system', {}), secret])).toEqual([]);
});

test('the codes in this file exist', () => {
  expect(CHECKS.map((c) => c.code)).toEqual(expect.arrayContaining([...CODES, 'MESH716']));
});
