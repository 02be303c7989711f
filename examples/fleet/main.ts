import { App, Chart, Duration, Size } from 'cdk8s';
import {
  Certificate, CloudResource, ControlPlane, ExternalService, Fleet, FleetCluster, GatewayWorkload, GoogleProject, HealthCheck, IngressGateway, Listener,
  LoadBalancer, Locality, ManagedImplementation, Mesh, MeshApp, MeshService, ScopeRole, ServiceExport, ServicePort, type WorkloadOptions,
} from 'cdk8s-mesh';
import { Construct } from 'constructs';

const image = (name: string) => `us-central1-docker.pkg.dev/online-boutique-ci/microservices-demo/${name}:v0.10.6`;
const resources = { cpuRequest: '100m', memoryRequest: Size.mebibytes(128), cpuLimit: '300m', memoryLimit: Size.mebibytes(450) };

/** The Online Boutique of one cluster, a namespace a team. It knows neither the plane nor the other clusters. */
export class Boutique {
  /** @param exported whether the checkout is exported to the other clusters, and called by the host that it has in all of them */
  constructor(scope: Construct, mesh: Mesh, exported: boolean) {
    const team = (name: string): Chart => {
      const chart = new Chart(scope, name, { namespace: name });
      mesh.enroll(chart, { labels: { team: name } });
      return chart;
    };
    const [storefront, checkouts, payments] = ['storefront', 'checkout', 'payments'].map(team);

    // the storefront's team
    const ad = grpc(storefront, 'adservice', 9555);
    const catalog = grpc(storefront, 'productcatalogservice', 3550);
    const currency = grpc(storefront, 'currencyservice', 7000);
    const recommendation = grpc(storefront, 'recommendationservice', 8080, { env: { PRODUCT_CATALOG_SERVICE_ADDR: 'productcatalogservice:3550' } });
    const checkoutHost = exported ? 'checkoutservice.checkout.svc.clusterset.local' : 'checkoutservice.checkout';
    const frontend = new MeshService(storefront, 'frontend', {
      ports: [ServicePort.http(80, { targetPort: 8080 })],
      image: image('frontend'),
      runAsUser: 1000,
      resources,
      healthCheck: HealthCheck.http(8080, '/_healthz', { initialDelay: Duration.seconds(10) }),
      env: {
        PORT: '8080',
        AD_SERVICE_ADDR: 'adservice:9555',
        PRODUCT_CATALOG_SERVICE_ADDR: 'productcatalogservice:3550',
        CURRENCY_SERVICE_ADDR: 'currencyservice:7000',
        RECOMMENDATION_SERVICE_ADDR: 'recommendationservice:8080',
        CART_SERVICE_ADDR: 'cartservice.checkout:7070',
        SHIPPING_SERVICE_ADDR: 'shippingservice.checkout:50051',
        CHECKOUT_SERVICE_ADDR: `${checkoutHost}:5050`,
      },
    });

    // the team of the checkout
    const email = grpc(checkouts, 'emailservice', 5000, {}, 8080);
    const shipping = grpc(checkouts, 'shippingservice', 50051);
    const redis = new MeshService(checkouts, 'redis-cart', { ports: [ServicePort.tcp(6379)], image: 'redis:alpine', runAsUser: 999, resources, healthCheck: HealthCheck.tcp(6379) });
    const cart = grpc(checkouts, 'cartservice', 7070, { env: { REDIS_ADDR: 'redis-cart:6379' } });
    const checkout = grpc(checkouts, 'checkoutservice', 5050, {
      env: {
        PRODUCT_CATALOG_SERVICE_ADDR: 'productcatalogservice.storefront:3550',
        CURRENCY_SERVICE_ADDR: 'currencyservice.storefront:7000',
        SHIPPING_SERVICE_ADDR: 'shippingservice:50051',
        EMAIL_SERVICE_ADDR: 'emailservice:5000',
        CART_SERVICE_ADDR: 'cartservice:7070',
        PAYMENT_SERVICE_ADDR: 'paymentservice.payments:50051',
      },
    });

    // the team of the payments
    const payment = grpc(payments, 'paymentservice', 50051);
    const bank = new ExternalService(payments, 'bank', { hosts: ['api.bank.example'], ports: [ServicePort.tls(443)] });

    // who calls whom
    [ad, catalog, currency, recommendation, cart, shipping].forEach((s) => frontend.calls(s));
    [catalog, currency, shipping, email, cart, payment].forEach((s) => checkout.calls(s));
    recommendation.calls(catalog);
    cart.calls(redis);
    payment.calls(bank);

    // checkout must not fail with a cluster: it is served near by, and from the next region when it fails here
    frontend.calls(exported ? new ServiceExport(checkouts, 'export', { service: checkout }) : checkout);
    checkout.policy({
      loadBalancer: LoadBalancer.leastRequest({ locality: Locality.failover() }),
      outlierDetection: { consecutiveGatewayErrors: 5, interval: Duration.seconds(10), baseEjectionTime: Duration.seconds(30) },
    });

    // payments read the bank's key, wherever they run: no key in any cluster
    payment.identity!.grant('roles/secretmanager.secretAccessor', CloudResource.secret('boutique-vault', 'bank-api-key'));

    // no plane's proxies are there already: the same ones are deployed in each cluster
    const edge = new IngressGateway(storefront, 'edge', { workload: GatewayWorkload.own() });
    edge.addListener(Listener.http({ hosts: ['boutique.example.com'], redirectToHttps: true }));
    edge.addListener(Listener.https({ hosts: ['boutique.example.com'], certificate: Certificate.fromSecret('boutique-cert') })).route(frontend);
  }
}

function grpc(chart: Chart, name: string, port: number, options: WorkloadOptions = {}, targetPort: number = port): MeshService {
  return new MeshService(chart, name, {
    ports: [ServicePort.grpc(port, { targetPort })],
    image: image(name),
    runAsUser: 1000,
    resources,
    healthCheck: HealthCheck.grpc(targetPort),
    ...options,
    env: { PORT: `${targetPort}`, DISABLE_PROFILER: '1', ...options.env },
  });
}

/** Where it is written, and which control plane a GKE cluster has. */
export interface FleetExampleProps {
  readonly outdir?: string;
  readonly controlPlane?: (cluster: FleetCluster) => ControlPlane;
}

/** Two GKE clusters in two regions and an attached one; `npm run example` synthesizes it. */
export function fleet(props: FleetExampleProps = {}): App {
  const app = new MeshApp({ outdir: props.outdir });
  const boutique = new Fleet(app, 'fleet', { project: GoogleProject.fromIds('boutique-fleet', '482913370156') });
  boutique.addGkeCluster('boutique-eu', { location: 'europe-west1' });
  boutique.addGkeCluster('boutique-us', { location: 'us-central1' });
  boutique.addAttachedCluster('boutique-dc', { location: 'europe-west1', issuerUrl: 'https://oidc.dc.boutique.example', platformVersion: '1.31.0-gke.1' });

  for (const name of ['storefront', 'checkout', 'payments']) {
    const scope = boutique.addScope(name, { namespaceLabels: { team: name } });
    scope.addNamespace(name);
    scope.bind(...boutique.clusters);
    scope.grantGroup(`${name}@boutique.example`, ScopeRole.EDIT);
  }

  const managed = ControlPlane.managed({ expect: ManagedImplementation.TRAFFIC_DIRECTOR, accessLogFile: '/dev/stdout' });
  for (const cluster of boutique.clusters) {
    // Google runs control planes for GKE clusters; the attached one has its own, with the same trust domain
    const controlPlane = !cluster.isGke ? ControlPlane.existing() : props.controlPlane?.(cluster) ?? managed;
    // multi-cluster services are of GKE clusters
    new Boutique(cluster, new Mesh(cluster, 'mesh', { controlPlane }), cluster.isGke);
  }
  return app;
}
