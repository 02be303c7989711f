import { ApiObject, type App, Chart } from 'cdk8s';
import {
  Certificate, EgressGateway, ExternalService, GatewayWorkload, IngressGateway, install, Listener, Mesh, MeshApp, MeshService, ServicePort,
} from 'cdk8s-mesh';
import { CHECKOUT, CLUSTERS, type Cluster, type Environment, hostOf, meshOf, PAYMENTS } from './shared';

/**
 * The platform team's repository: Istio in two clusters on two networks, the gateways by which requests come in and leave, and who may use them.
 * The teams' repositories are `shop.ts` and `ledger.ts`; the outputs of the three apply in any order.
 */
export function estate(props: { outdir?: string; environment?: Environment; istiod?: install.IstiodProps } = {}): App {
  const environment = props.environment ?? 'prod';
  const app = new MeshApp({ outdir: props.outdir });
  const clusters = new install.MultiCluster(app, 'clusters', { meshId: `estate-${environment}` });
  for (const [name, network] of Object.entries(CLUSTERS)) {
    clusters.addPrimary(name, {
      network,
      istio: { revision: '1-31-0', tag: 'prod', istiod: { autoscaling: { minReplicas: environment === 'prod' ? 3 : 1 }, ...props.istiod } },
      credentials: install.RemoteCredentials.externalSecret({ store: 'vault', key: `clusters/${name}`, property: 'kubeconfig' }),
    });
  }
  for (const cluster of clusters.clusters) {
    const mesh = new Mesh(cluster, 'mesh', meshOf(environment, cluster.istio));
    const chart = new Chart(cluster, 'platform', { namespace: 'platform' });
    mesh.enroll(chart, { sidecarHosts: ['out/*'] }); // whoever debugs here may ask the egress gateway
    wayIn(chart, proxies(cluster, 'public', 'edge', [{ name: 'https', port: 443, targetPort: 8443 }, { name: 'tcp-ledger', port: 5432 }]), environment);
    wayOut(chart, proxies(cluster, 'out', 'out', [{ name: 'http', port: 80, targetPort: 8080 }, { name: 'https', port: 443, targetPort: 8443 }]));
  }
  return app;
}

/** Hosts that teams attach their routes to: one for all of them, with a path that is the ledger team's, and a port of bytes. */
function wayIn(chart: Chart, gateway: install.IstioGateway, environment: Environment): void {
  const edge = new IngressGateway(chart, 'public', { workload: GatewayWorkload.deployed(gateway) });
  const home = new MeshService(chart, 'home', { ports: [ServicePort.http(80, { targetPort: 8080 })], image: 'registry.example.com/home:1' });
  const apps = edge.addListener(Listener.https({ name: 'apps', hosts: [hostOf('apps', environment)], certificate: Certificate.fromSecret('apps-cert') }));
  apps.route(home);
  apps.delegate('/ledger', 'ledger', 'ledger');
  edge.addListener(Listener.https({ name: 'shop', hosts: [hostOf('shop', environment), hostOf('www', environment)], certificate: Certificate.fromSecret('shop-cert') })).openTo('shop');
  edge.addListener(Listener.tcp({ name: 'ledger', port: 5432 })).openTo('ledger');
}

/** Two hosts of a provider of payments, by one gateway, for one service of another team. */
function wayOut(chart: Chart, gateway: install.IstioGateway): void {
  const out = new EgressGateway(chart, 'out', { workload: GatewayWorkload.deployed(gateway) });
  const payments = new ExternalService(chart, 'payments', { hosts: PAYMENTS, ports: [ServicePort.http(80)], originateTls: true, via: out });
  MeshService.fromAttributes(chart, 'checkout', { serviceName: 'checkout', namespace: CHECKOUT.namespace, ports: [], identity: CHECKOUT }).calls(payments);
}

function proxies(cluster: install.MeshCluster, name: string, namespace: string, ports: Array<{ name: string; port: number; targetPort?: number }>): install.IstioGateway {
  const chart = new Chart(cluster, namespace);
  new ApiObject(chart, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  return new install.IstioGateway(chart, name, { namespace, revision: 'prod', service: { ports } });
}

/** The clusters by name, for those who build the teams' apps beside. */
export const clusterNames = Object.keys(CLUSTERS) as Cluster[];
