import { App, Chart } from 'cdk8s';
import {
  ControlPlane, GatewayImplementation, IngressGateway, Listener, ListenerSet, Mesh, MeshService, MutualTls, OutboundTraffic, ServicePort, UpstreamTls,
} from 'cdk8s-mesh';
import { Case } from '../../harness/case';
import { acceptance, manifestsOf } from '../../harness/judge';
import { Laid } from '../../harness/laid';

/** What is written for implementations that don't run here: the API server takes all of it, twice. */
const WRITTEN: ReadonlyArray<readonly [name: string, controlPlane: () => ControlPlane, model: (chart: Chart, web: MeshService, edge: IngressGateway) => void]> = [
  ['Cilium: listeners of another team, datagrams, TLS to a service', () => ControlPlane.gatewayApi({ mesh: GatewayImplementation.cilium() }), (chart, web, edge) => {
    new ListenerSet(chart, 'own', { gateway: edge }).addListener(Listener.http({ hosts: ['own.example.com'] })).route(web);
    edge.addListener(Listener.udp({ port: 53 })).route(new MeshService(chart, 'dns', { ports: [ServicePort.udp(53)] }));
    web.policy({ tls: UpstreamTls.simple({ caConfigMap: 'ca' }) });
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
