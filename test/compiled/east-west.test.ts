import { CompiledMesh } from '../../src/compiled/compile';
import { World } from '../../src/world/world';

const passthrough = (port: number, options?: Record<string, string>) => ({ name: `p${port}`, port, protocol: 'TLS', tls: { mode: 'Passthrough', ...(options ? { options } : {}) } });
const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'cart', namespace: 'shop' }, spec: { clusterIP: '10.96.0.1', ports: [{ name: 'http', port: 80 }] } };

/** The ports on which a Gateway with these labels routes to services by SNI. */
function byName(labels: Record<string, string>, ...listeners: object[]): number[] {
  const gateway = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'cross', namespace: 'istio-system', labels }, spec: { gatewayClassName: 'istio', listeners } };
  const mesh = new CompiledMesh(new World([gateway, service].map((object) => ({ object, origin: {} })), { complete: true }));
  const proxy = mesh.proxy({ kind: 'gateway', namespace: 'istio-system', labels: { 'gateway.networking.k8s.io/gateway-name': 'cross' }, serviceAccount: 'cross-istio', workloads: [] });
  const leads = (clusters: readonly { readonly name: string }[]) => clusters.some((c) => c.name === 'outbound_.80_._.cart.shop.svc.cluster.local');
  return proxy.listeners.filter((l) => l.filterChains.some(({ filter }) => filter.kind === 'tcp' && leads(filter.clusters))).map((l) => l.port);
}

describe('a Gateway between networks', () => {
  const network = { 'topology.istio.io/network': 'one' };

  it('routes to services by their SNI on port 15443', () => expect(byName(network, passthrough(15012), passthrough(15443))).toEqual([15443]));

  it('uses the port in the label of the gateway instead, if there is one', () =>
    expect(byName({ ...network, 'networking.istio.io/gatewayPort': '35443' }, passthrough(15443), passthrough(35443))).toEqual([35443]));

  it('routes by SNI on an auto-passthrough listener, with or without a network', () =>
    expect(byName({}, passthrough(15443), passthrough(7443, { 'gateway.istio.io/listener-protocol': 'auto-passthrough' }))).toEqual([7443]));
});
