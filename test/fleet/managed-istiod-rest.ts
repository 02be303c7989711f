import { Chart } from 'cdk8s';
import {
  EgressGateway, type EnrollOptions, ExternalService, GatewayWorkload, HttpMatch, IngressGateway, install, Listener, ListenerProtocol, LoadBalancer, Locality, Mesh, MeshService, PathMatch, Resolution, ServicePort, UpstreamTls,
} from '../../src';

const web = (chart: Chart, name: string, more: object = {}) => new MeshService(chart, name, { ports: [ServicePort.http(80, { targetPort: 8080 })], image: `${name}:1`, ...more });

/** Features that managed istiod supports and Traffic Director does not, in addition to the app in table-app.ts. */
export function onlyIstiod(mesh: Mesh, cluster: Chart['node']['scope'] & object): void {
  const chart = (name: string, options: EnrollOptions = {}) => {
    const made = new Chart(cluster, name, { namespace: name });
    mesh.enroll(made, options);
    return made;
  };
  const old = chart('old');
  const caller = web(old, 'old-caller');
  const out = chart('old-out', { denyByDefault: false });
  [...policies(old), ...external(old, out, mesh)].forEach((s) => caller.calls(s));
  delegated(chart('owner'), old);
}

function policies(chart: Chart): MeshService[] {
  const routed = web(chart, 'by-caller');
  routed.addRule({ matches: [HttpMatch.conditions({ path: PathMatch.prefix('/a'), sourceNamespace: 'old' })], to: [web(chart, 'spare')] });
  const share = { from: 'europe-west1/*', to: { 'europe-west1/*': 80, 'us-central1/*': 20 } };
  const spread = web(chart, 'spread', { policy: { loadBalancer: LoadBalancer.roundRobin({ locality: Locality.distribute(share) }), outlierDetection: { consecutive5xxErrors: 5 } } });
  const preferred = web(chart, 'preferred', { policy: { loadBalancer: LoadBalancer.roundRobin({ locality: Locality.priority('topology.kubernetes.io/region') }), outlierDetection: { consecutive5xxErrors: 5 } } });
  const asked = web(chart, 'asked');
  new MeshService(chart, 'opa', { ports: [ServicePort.grpc(9191)], image: 'opa:1' });
  asked.authorizeWith('opa');
  return [routed, spread, preferred, asked];
}

function external(chart: Chart, out: Chart, mesh: Mesh): ExternalService[] {
  const ports = [ServicePort.http(80)];
  const via = new EgressGateway(out, 'old-egress', { workload: GatewayWorkload.deployed(new install.IstioGateway(out, 'old-out', { namespace: 'old-out', revision: mesh.controlPlane.revision })) });
  return [
    // a gateway gets certificates from Secrets, sidecars don't
    new ExternalService(chart, 'secured', { hosts: ['secured.example'], ports, via, policy: { tls: UpstreamTls.simple({ caSecret: 'secured-ca', sni: 'secured.example', subjectAltNames: ['secured.example'] }) } }),
    new ExternalService(chart, 'first-answer', { hosts: ['first.example'], ports, resolution: Resolution.DNS_ROUND_ROBIN }),
    new ExternalService(chart, 'weighed', {
      hosts: ['weighed.example'],
      ports,
      resolution: Resolution.STATIC,
      internal: true,
      endpoints: [
        { address: '203.0.113.20', locality: 'europe-west1/europe-west1-b', weight: 3 },
        { address: '203.0.113.21', locality: 'us-central1/us-central1-a', weight: 1 },
      ],
    }),
  ];
}

function delegated(owner: Chart, other: Chart): void {
  const gateway = new IngressGateway(owner, 'delegating', { workload: GatewayWorkload.google('istio-ingress') });
  const listener = gateway.addListener(Listener.http({ hosts: ['teams.example'], port: 8081 }));
  listener.delegate('/team', other.namespace!, 'team');
  const theirs = IngressGateway.fromAttributes(other, 'team', { gatewayName: 'delegating', namespace: owner.namespace!, workload: GatewayWorkload.google('istio-ingress'), listeners: [{ protocol: ListenerProtocol.HTTP, hosts: ['teams.example'], port: 8081, pathPrefix: '/team', delegateName: 'team' }] });
  theirs.listener('http-8081').route(web(other, 'team-web'));
}
