import { App, Chart, Duration } from 'cdk8s';
import {
  Certificate, Fault, HttpMatch, HttpMethod, IngressGateway, Listener, LoadBalancer, Mesh, MeshApp, MeshService, RetryOn, ServicePort, type MeshProps,
} from 'cdk8s-mesh';

const image = (name: string) => `docker.io/istio/examples-bookinfo-${name}:1.20.3`;
/** The images name no user of a number, so that Kubernetes could not see that it is not root. */
const pods = (name: string) => ({ image: image(name), runAsUser: 1000 });

/** Istio's Bookinfo: a canary, a route for one user, a fault for another, a mirror, and the way in. */
export class Bookinfo extends Chart {
  constructor(app: App, mesh: Mesh) {
    super(app, 'bookinfo', { namespace: 'bookinfo' });
    mesh.enroll(this);

    const http = ServicePort.http(9080);
    const productpage = new MeshService(this, 'productpage', { ports: [http] });
    const details = new MeshService(this, 'details', { ports: [http] });
    const reviews = new MeshService(this, 'reviews', { ports: [http] });
    const ratings = new MeshService(this, 'ratings', { ports: [http] });

    productpage.addVersion('v1', pods('productpage-v1'));
    details.addVersion('v1', pods('details-v1'));
    ratings.addVersion('v1', pods('ratings-v1'));
    const v1 = reviews.addVersion('v1', pods('reviews-v1'));
    const v2 = reviews.addVersion('v2', pods('reviews-v2'));
    const v3 = reviews.addVersion('v3', pods('reviews-v3'));

    // who calls whom: everything else is refused
    productpage.calls(details, { methods: [HttpMethod.GET] });
    productpage.calls(reviews, { methods: [HttpMethod.GET] });
    reviews.calls(ratings, { methods: [HttpMethod.GET] });

    // the canary: one request in ten sees red stars; Jason sees black ones, always
    reviews.split(v1.weight(90), v3.weight(10));
    reviews.addRule({ name: 'jason', matches: [HttpMatch.header('end-user', 'jason')], to: [v2] });

    // v3 sees a copy of a twentieth of the requests for the newest books before they are its own
    reviews.addRule({ name: 'newest', matches: [HttpMatch.prefix('/reviews/newest')], to: [v1], mirrors: [{ to: v3, percentage: 5 }] });

    // what do callers do when ratings are slow? Only testers find out
    ratings.addRule({ name: 'slow', matches: [HttpMatch.header('end-user', 'tester')], fault: Fault.delay(Duration.seconds(7)) });
    ratings.addRule({
      timeout: Duration.seconds(3),
      retries: { attempts: 2, perTryTimeout: Duration.seconds(1), on: [RetryOn.CONNECT_FAILURE, RetryOn.REFUSED_STREAM] },
    });

    reviews.policy({
      loadBalancer: LoadBalancer.leastRequest(),
      connectionPool: { maxConnections: 100, maxPendingRequests: 50 },
      outlierDetection: { consecutive5xxErrors: 5, interval: Duration.seconds(30), baseEjectionTime: Duration.minutes(1) },
    });

    const edge = new IngressGateway(this, 'edge');
    edge.addListener(Listener.http({ hosts: ['bookinfo.example.com'], redirectToHttps: true }));
    const https = edge.addListener(Listener.https({ hosts: ['bookinfo.example.com'], certificate: Certificate.fromSecret('bookinfo-cert') }));
    https.addRule({
      matches: [
        HttpMatch.exact('/productpage'),
        HttpMatch.exact('/login'),
        HttpMatch.exact('/logout'),
        HttpMatch.prefix('/static'),
        HttpMatch.prefix('/api/v1/products'),
      ],
      to: [productpage],
    });
  }
}

/** The app; `npm run example` synthesizes it. */
export function bookinfo(props: { outdir?: string; mesh?: MeshProps } = {}): App {
  const app = new MeshApp({ outdir: props.outdir });
  new Bookinfo(app, new Mesh(app, 'mesh', props.mesh));
  return app;
}
