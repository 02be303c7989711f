import { App, Chart, Duration } from 'cdk8s';
import {
  Certificate, ClientAuth,
  ControlPlane, GatewayImplementation, HashKey, HttpMethod, IngressGateway, Listener, ListenerSet, LoadBalancer, Locality, Mesh, MeshFeature, MeshService, MutualTls, OutboundTraffic,
  ServicePort, UpstreamTls,
} from 'cdk8s-mesh';
import { clustersOf } from './fleet';
import { Case } from '../../harness/case';
import { acceptance, manifestsOf } from '../../harness/judge';
import { Laid } from '../../harness/laid';

/** Output for implementations that don't run here: the API server must accept all of it, twice. */
const WRITTEN: ReadonlyArray<readonly [name: string, controlPlane: () => ControlPlane, model: (chart: Chart, web: MeshService, edge: IngressGateway) => void]> = [
  ['Cilium: listeners of another team, datagrams, TLS to a service', () => ControlPlane.gatewayApi({ mesh: GatewayImplementation.cilium() }), (chart, web, edge) => {
    new ListenerSet(chart, 'own', { gateway: edge }).addListener(Listener.http({ hosts: ['own.example.com'] })).route(web);
    edge.addListener(Listener.udp({ port: 53 })).route(new MeshService(chart, 'dns', { ports: [ServicePort.udp(53)] }));
    web.policy({ tls: UpstreamTls.simple({ caConfigMap: 'ca' }) });
  }],
  ['Gateways of Envoy Gateway: certificates of clients', () => ControlPlane.gatewayApi({ mesh: GatewayImplementation.linkerd(), gatewayImplementation: GatewayImplementation.envoyGateway() }), (_chart, web, edge) => {
    edge.addListener(Listener.https({ hosts: ['own.example.com'], certificate: Certificate.fromSecret('cert'), clientAuth: ClientAuth.REQUIRED, clientCaConfigMap: 'clients' })).route(web);
  }],
  ['Linkerd with gateways of Envoy Gateway: a split', () => ControlPlane.gatewayApi({ mesh: GatewayImplementation.linkerd(), gatewayImplementation: GatewayImplementation.envoyGateway() }), (_chart, web) => {
    const [v1, v2] = ['v1', 'v2'].map((v) => web.addVersion(v, { image: `web:${v}` }));
    web.split(v1.weight(9), v2.weight(1));
  }],
];

export const cases: Case[] = WRITTEN.map(([name, controlPlane, model]) => ({
  group: 'accepted',
  name,
  run: async (lab, t) => {
    const app = new App();
    const mesh = new Mesh(app, 'mesh', { controlPlane: controlPlane(), mtls: MutualTls.PERMISSIVE, denyByDefault: false, scopeSidecars: false, outbound: OutboundTraffic.ALLOW_ANY });
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    mesh.enroll(chart);
    const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)] });
    const edge = new IngressGateway(chart, 'edge');
    edge.addListener(Listener.http({ hosts: ['shop.example.com'] })).route(web);
    model(chart, web, edge);
    app.synthYaml(); // its checks have nothing to say
    const laid = new Laid(lab.api.admin);
    try {
      await laid.apply(manifestsOf(app));
      acceptance(t, laid);
    } finally {
      await laid.clear();
    }
  },
}));

/** Google's policies, by the definitions that a GKE cluster has, where no module publishes them as they are declared here. */
cases.push({
  group: 'accepted',
  name: 'Cloud Service Mesh: policies of TLS, access, distribution and affinity',
  run: async (lab, t) => {
    const accepted = [MeshFeature.LOCALITY_FAILOVER, MeshFeature.HASH_COOKIE].map((feature) => ({ feature, reason: 'as wanted' }));
    const app = new App();
    const mesh = new Mesh(app, 'mesh', {
      controlPlane: ControlPlane.gatewayApi({ mesh: GatewayImplementation.cloudServiceMesh(), gatewayImplementation: GatewayImplementation.gke(), acknowledge: accepted }),
      trustDomain: 'fleet-1.svc.id.goog',
      outbound: OutboundTraffic.ALLOW_ANY,
    });
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    mesh.enroll(chart);
    const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80)] });
    const cart = new MeshService(chart, 'cart', { ports: [ServicePort.http(80, { targetPort: 8080 })] });
    const db = new MeshService(chart, 'db', { ports: [ServicePort.tcp(5432)] });
    const [v1, v2] = ['v1', 'v2'].map((v) => cart.addVersion(v, { image: `cart:${v}` }));
    cart.split(v1.weight(9), v2.weight(1));
    cart.policy({ loadBalancer: LoadBalancer.leastRequest({ locality: Locality.failover({ from: 'europe-west1', to: 'europe-west4' }) }) });
    cart.portMtls(80, MutualTls.PERMISSIVE);
    web.policy({ loadBalancer: LoadBalancer.consistentHash(HashKey.cookie({ name: 'user', ttl: Duration.hours(1) })) });
    web.calls(cart, { methods: [HttpMethod.GET], paths: ['/cart/*'] });
    cart.calls(db);
    cart.deny({ paths: ['/cart/admin'] });
    app.synthYaml(); // its checks have nothing to say
    const { member } = await clustersOf(lab);
    const laid = new Laid(member);
    try {
      await laid.apply(manifestsOf(app));
      acceptance(t, laid);
    } finally {
      await laid.clear();
    }
  },
});
