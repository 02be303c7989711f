import { ApiObject, App, Chart } from 'cdk8s';
import { Certificate, ControlPlane, GatewayWorkload, IngressGateway, install, Listener, Mesh, MeshApp, MeshService, ServicePort } from 'cdk8s-mesh';

const { MultiCluster, RemoteCredentials } = install;
const image = (name: string) => `registry.example.com/${name}:1`;
/** Kubeconfigs are kept in Vault, from where the External Secrets operator fetches them. */
const vault = (cluster: string) => RemoteCredentials.externalSecret({ store: 'vault', key: `clusters/${cluster}`, property: 'kubeconfig' });

/** One mesh in three clusters and two networks: two have an istiod of their own, the third has none and is served by the first. A folder each. */
export function multicluster(props: { outdir?: string } = {}): App {
  const app = new MeshApp({ outdir: props.outdir });
  const clusters = new MultiCluster(app, 'clusters', { meshId: 'shop' });
  const istio = { revision: '1-31-0', tag: 'prod', istiod: { autoscaling: { minReplicas: 2 } } };
  const east = clusters.addPrimary('east', { network: 'network-1', istio, credentials: vault('east'), gatewayAddress: '203.0.113.7' });
  clusters.addPrimary('west', { network: 'network-2', istio, credentials: vault('west') });
  clusters.addRemote('south', { primary: east, network: 'network-1', credentials: vault('south') });

  for (const cluster of clusters.clusters) {
    const mesh = new Mesh(cluster, 'mesh', { controlPlane: ControlPlane.inCluster(cluster.istio) });
    const shop = new Chart(cluster, 'shop', { namespace: 'shop' });
    mesh.enroll(shop);
    // a service of one name is one service: callers take its pods of all clusters, those nearby first
    const catalog = new MeshService(shop, 'catalog', { ports: [ServicePort.http(8080)], image: image('catalog') });
    const storefront = new MeshService(shop, 'storefront', { ports: [ServicePort.http(8080)], image: image('storefront') });
    storefront.calls(catalog);
    // and a way in to each
    const edge = new Chart(cluster, 'edge');
    new ApiObject(edge, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'edge' } });
    const proxies = new install.IstioGateway(edge, 'public', { namespace: 'edge', revision: 'prod', autoscaling: { minReplicas: 2 } });
    const gateway = new IngressGateway(shop, 'shop', { workload: GatewayWorkload.deployed(proxies) });
    gateway.addListener(Listener.https({ hosts: ['shop.example.com'], certificate: Certificate.fromSecret('shop-cert') })).route(storefront);
  }
  return app;
}
