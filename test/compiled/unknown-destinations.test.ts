import { CompiledMesh } from '../../src/compiled/compile';
import { evaluate } from '../../src/compiled/evaluate/evaluate';
import { World } from '../../src/world/world';

const service = (name: string, port: number, protocol: string) => ({
  apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop' }, spec: { clusterIP: `10.96.0.${port % 100}`, ports: [{ name: `${protocol}-a`, port }] },
});
const objects = [service('web', 80, 'http'), service('store', 3306, 'tcp')];

/** The cluster for each connection of a sidecar in namespace shop. */
function clusters(mode: string) {
  const world = new World(objects.map((object) => ({ object, origin: {} })), { complete: true, meshConfig: { outboundTrafficPolicy: { mode } } });
  const proxy = new CompiledMesh(world).proxy({ kind: 'sidecar', namespace: 'shop', labels: {}, serviceAccount: 'default', workloads: [] });
  const at = (port: number, tls: boolean, authority?: string) => {
    const http = authority === undefined ? undefined : { method: 'GET', tls, authority, path: '/', headers: new Map() };
    const { outcomes } = evaluate(proxy, { connection: { address: '203.0.113.7', port, tls, protocols: http && !tls ? ['http/1.1'] : [] }, http });
    return outcomes.map((o) => o.cluster ?? o.status).join();
  };
  return { 'http, port of a service': at(80, false, 'x.example'), 'http': at(8081, false, 'x.example'), 'tls': at(8081, true), 'bytes': at(8081, false), 'bytes, port of a service': at(3306, false), 'inbound port': at(15006, false) };
}

describe('the destination of a sidecar\'s requests to unknown hosts', () => {
  it('is the original destination with ALLOW_ANY', () => {
    expect(clusters('ALLOW_ANY')).toEqual({
      'http, port of a service': 'PassthroughCluster', 'http': 'PassthroughCluster', 'tls': 'PassthroughCluster', 'bytes': 'PassthroughCluster', 'bytes, port of a service': 'PassthroughCluster', 'inbound port': 'BlackHoleCluster',
    });
  });

  it('does not exist with REGISTRY_ONLY', () => {
    expect(clusters('REGISTRY_ONLY')).toEqual({
      'http, port of a service': '502', 'http': 'BlackHoleCluster', 'tls': 'BlackHoleCluster', 'bytes': 'BlackHoleCluster', 'bytes, port of a service': 'BlackHoleCluster', 'inbound port': 'BlackHoleCluster',
    });
  });

  it('is the host of the plain HTTP request with ALLOW_ANY_DYNAMIC_DNS', () => {
    expect(clusters('ALLOW_ANY_DYNAMIC_DNS')).toEqual({
      'http, port of a service': 'AllowAnyDynamicDNSCluster', 'http': 'AllowAnyDynamicDNSCluster', 'tls': 'PassthroughCluster', 'bytes': 'PassthroughCluster', 'bytes, port of a service': 'PassthroughCluster', 'inbound port': 'BlackHoleCluster',
    });
  });
});
