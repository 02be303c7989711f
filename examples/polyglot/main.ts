import { App, Chart, Duration } from 'cdk8s';
import {
  Certificate, ControlPlane, ExternalService, HttpMatch, HttpMethod, IngressGateway, istio, Listener, LoadBalancer, Mesh, MeshService, ServicePort,
} from 'cdk8s-mesh';

/** A shop and the Istio that it runs on; `main.py`, `Main.java` and `main.go` say the same in their languages, to the byte. */
export function polyglot(props: { outdir?: string } = {}): App {
  const app = new App({ outdir: props.outdir });
  const mesh = new Mesh(app, 'mesh', {
    controlPlane: ControlPlane.inCluster({ revision: '1-31-0', tag: 'prod', istiod: { autoscaling: { minReplicas: 2 } } }),
  });

  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  mesh.enroll(chart);

  const web = new MeshService(chart, 'web', { ports: [ServicePort.http(8080)], image: 'registry.example.com/shop/web:1.4.0' });
  const cart = new MeshService(chart, 'cart', { ports: [ServicePort.http(7070)] });
  const v1 = cart.addVersion('v1', { image: 'registry.example.com/shop/cart:1.0.0', replicas: 2 });
  const v2 = cart.addVersion('v2', { image: 'registry.example.com/shop/cart:2.0.0' });

  // one request in ten goes to v2, and all requests of testers
  cart.split(v1.weight(90), v2.weight(10));
  cart.addRule({ name: 'testers', matches: [HttpMatch.header('x-tester', 'yes')], to: [v2], timeout: Duration.seconds(2) });
  cart.policy({ loadBalancer: LoadBalancer.leastRequest(), outlierDetection: { consecutive5xxErrors: 5 } });

  const stripe = new ExternalService(chart, 'stripe', { hosts: ['api.stripe.com'], ports: [ServicePort.tls(443)] });
  web.calls(cart, { methods: [HttpMethod.GET, HttpMethod.POST] });
  cart.calls(stripe);

  const edge = new IngressGateway(chart, 'edge');
  edge.addListener(Listener.https({ hosts: ['shop.example.com'], certificate: Certificate.fromSecret('shop-cert') })).route(web, '/');

  // a kind of Istio's own, for what the neutral constructs have no word for
  new istio.VirtualService(chart, 'moved', {
    hosts: ['old.example.com'],
    http: [{
      match: [{ uri: istio.StringMatch.prefix('/cart'), headers: { 'x-locale': istio.StringMatch.regex('^(de|fr)$') } }],
      redirect: { authority: 'shop.example.com', redirectCode: 308 },
    }, {
      directResponse: { status: 410, body: istio.HttpBody.text('moved to shop.example.com') },
    }],
  });
  return app;
}
