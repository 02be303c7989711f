import { ApiObject, type App, Chart, Duration } from 'cdk8s';
import { EgressGateway, ExternalService, IngressGateway, ListenerProtocol, Mesh, MeshApp, MeshService, ServicePort } from 'cdk8s-mesh';
import { CHECKOUT, EGRESS, type Environment, hostOf, meshOf, PAYMENTS, publicGateway } from './shared';

const image = (name: string) => `registry.example.com/${name}`;

/** The shop team's repository: one app for each cluster and environment, which writes into namespace `shop` and nowhere else. */
export function shop(props: { outdir?: string; environment?: Environment } = {}): App {
  const environment = props.environment ?? 'prod';
  const app = new MeshApp({ outdir: props.outdir });
  const mesh = Mesh.fromAttributes(app, 'mesh', meshOf(environment));
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);

  const web = new MeshService(chart, 'web', { ports: [ServicePort.http(80, { targetPort: 8080 })] });
  const [v1, v2] = ['1', '2'].map((v) => web.addVersion(`v${v}`, { image: `${image('web')}:${v}` }));
  web.split(v1.weight(environment === 'prod' ? 95 : 50), v2.weight(environment === 'prod' ? 5 : 50));
  const checkout = new MeshService(chart, 'checkout', { ports: [ServicePort.http(80, { targetPort: 8080 })], image: `${image('checkout')}:1` });
  const cache = MeshService.fromApiObject(chart, 'cache', helmCache(chart));

  // another team's service: how long this team waits for it is this team's to say
  const ledger = MeshService.fromAttributes(chart, 'ledger', { serviceName: 'api', namespace: 'ledger', ports: [ServicePort.http(80)] });
  ledger.addRule({ timeout: Duration.seconds(2) });

  // hosts outside that the platform makes known, and lets the checkout out to
  const payments = ExternalService.fromAttributes(chart, 'payments', { namespace: 'platform', hosts: PAYMENTS, ports: [ServicePort.http(80)], via: new EgressGateway(chart, 'out', { workload: EGRESS }) });

  web.calls(checkout);
  web.calls(cache);
  checkout.calls(ledger);
  checkout.calls(payments);
  const edge = IngressGateway.fromAttributes(chart, 'public', publicGateway([
    { listenerName: 'shop', protocol: ListenerProtocol.HTTPS, hosts: [hostOf('shop', environment), hostOf('www', environment)] },
  ]));
  edge.listener('shop').route(web);
  if (checkout.identity!.serviceAccount !== CHECKOUT.serviceAccount) throw new Error('the platform lets the identity of checkout out by its name');
  return app;
}

/** What `helm template` gives for a cache: objects that the mesh did not make, with a port that is named. */
function helmCache(chart: Chart): ApiObject {
  const labels = { 'app.kubernetes.io/name': 'cache' };
  new ApiObject(chart, 'cache-deployment', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cache' },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'redis', image: 'docker.io/library/redis:7', ports: [{ name: 'redis', containerPort: 6379 }] }] } } },
  } as any);
  return new ApiObject(chart, 'cache-service', {
    apiVersion: 'v1', kind: 'Service', metadata: { name: 'cache' }, spec: { selector: labels, ports: [{ name: 'tcp-redis', port: 6379, targetPort: 'redis' }] },
  } as any);
}
