import { App, Chart, Duration, Size } from 'cdk8s';
import {
  Certificate,
  ExternalService, GatewayWorkload, GrpcMatch, HealthCheck, IngressGateway, Listener, LoadBalancer, Mesh, MeshApp, MeshService, ServicePort, StringMatch, Waypoint, type MeshProps,
  type WorkloadOptions,
} from 'cdk8s-mesh';
import type { Construct } from 'constructs';

const image = (name: string, tag = 'v0.10.6') => `us-central1-docker.pkg.dev/online-boutique-ci/microservices-demo/${name}:${tag}`;

const size = (cpuRequest: string, memoryRequest: number, cpuLimit: string, memoryLimit: number) =>
  ({ cpuRequest, memoryRequest: Size.mebibytes(memoryRequest), cpuLimit, memoryLimit: Size.mebibytes(memoryLimit) });
const small = size('100m', 64, '200m', 128);

/** What the shop has beside its services. */
export interface BoutiqueOptions {
  /** A load balancer in front opens TLS: requests arrive in plaintext. */
  readonly tlsInFront?: boolean;
  /** A proxy of its own before the services, which ambient mode needs for what is about requests. */
  readonly waypoint?: boolean;
  /** The proxies of the edge, where the mesh's usual ones don't do. */
  readonly edge?: GatewayWorkload;
}

/** The public Online Boutique: eleven services that speak gRPC, a store of carts, and the load that they live under. */
export class OnlineBoutique extends Chart {
  constructor(scope: Construct, mesh: Mesh, options: BoutiqueOptions = {}) {
    super(scope, 'online-boutique', { namespace: 'boutique' });
    mesh.enroll(this);

    const ad = this.grpc('adservice', 9555, { resources: size('200m', 180, '300m', 300) });
    const cart = this.grpc('cartservice', 7070, { resources: size('200m', 64, '300m', 128), env: { REDIS_ADDR: 'redis-cart:6379' } });
    const currency = this.grpc('currencyservice', 7000);
    const email = this.grpc('emailservice', 5000, { env: { PORT: '8080' } }, 8080);
    const payment = this.grpc('paymentservice', 50051);
    const shipping = this.grpc('shippingservice', 50051);
    const redis = new MeshService(this, 'redis-cart', {
      ports: [ServicePort.tcp(6379, { name: 'tcp-redis' })],
      image: 'redis:alpine',
      runAsUser: 999, // redis
      resources: size('70m', 200, '125m', 256),
      healthCheck: HealthCheck.tcp(6379),
    });

    // two versions of the catalog: the canary takes a twentieth
    const catalog = new MeshService(this, 'productcatalogservice', { ports: [ServicePort.grpc(3550)] });
    const version = (tag: string): WorkloadOptions => ({ runAsUser: 1000, image: image('productcatalogservice', tag), env: { PORT: '3550' }, resources: small, healthCheck: HealthCheck.grpc(3550) });
    const stable = catalog.addVersion('stable', version('v0.10.6'));
    const canary = catalog.addVersion('canary', version('v0.10.7'));
    catalog.split(stable.weight(95), canary.weight(5));
    catalog.addGrpcRule({
      name: 'insiders',
      matches: [GrpcMatch.service('hipstershop.ProductCatalogService').withMetadata('x-insider', StringMatch.exact('true'))],
      to: [canary],
    });

    const recommendation = this.grpc('recommendationservice', 8080, {
      resources: size('100m', 220, '200m', 450),
      env: { PORT: '8080', PRODUCT_CATALOG_SERVICE_ADDR: 'productcatalogservice:3550' },
    });
    const checkout = this.grpc('checkoutservice', 5050, {
      env: {
        PORT: '5050',
        PRODUCT_CATALOG_SERVICE_ADDR: 'productcatalogservice:3550',
        SHIPPING_SERVICE_ADDR: 'shippingservice:50051',
        PAYMENT_SERVICE_ADDR: 'paymentservice:50051',
        EMAIL_SERVICE_ADDR: 'emailservice:5000',
        CURRENCY_SERVICE_ADDR: 'currencyservice:7000',
        CART_SERVICE_ADDR: 'cartservice:7070',
      },
    });
    const frontend = new MeshService(this, 'frontend', {
      ports: [ServicePort.http(80, { targetPort: 8080 })],
      image: image('frontend'),
      runAsUser: 1000,
      resources: small,
      healthCheck: HealthCheck.http(8080, '/_healthz', { initialDelay: Duration.seconds(10) }),
      env: {
        PORT: '8080',
        PRODUCT_CATALOG_SERVICE_ADDR: 'productcatalogservice:3550',
        CURRENCY_SERVICE_ADDR: 'currencyservice:7000',
        CART_SERVICE_ADDR: 'cartservice:7070',
        RECOMMENDATION_SERVICE_ADDR: 'recommendationservice:8080',
        SHIPPING_SERVICE_ADDR: 'shippingservice:50051',
        CHECKOUT_SERVICE_ADDR: 'checkoutservice:5050',
        AD_SERVICE_ADDR: 'adservice:9555',
      },
    });
    const load = new MeshService(this, 'loadgenerator', {
      image: image('loadgenerator'),
      runAsUser: 1000,
      resources: size('300m', 256, '500m', 512),
      env: { FRONTEND_ADDR: 'frontend:80', USERS: '10', RATE: '1' },
    });

    // who calls whom
    load.calls(frontend);
    [catalog, currency, cart, recommendation, shipping, checkout, ad].forEach((service) => frontend.calls(service));
    [catalog, shipping, payment, email, currency, cart].forEach((service) => checkout.calls(service));
    recommendation.calls(catalog);
    cart.calls(redis);

    // the one host outside that payments need
    const bank = new ExternalService(this, 'bank', { hosts: ['api.bank.example'], ports: [ServicePort.tls(443)] });
    payment.calls(bank);

    // carts stay where they are; a slow catalog is left alone for a while
    cart.policy({ loadBalancer: LoadBalancer.leastRequest(), connectionPool: { maxRequests: 1000 } });
    catalog.policy({ outlierDetection: { consecutiveGatewayErrors: 5, interval: Duration.seconds(10), baseEjectionTime: Duration.seconds(30) } });

    if (options.waypoint) {
      new Waypoint(this, 'waypoint');
    }

    const edge = new IngressGateway(this, 'edge', { workload: options.edge });
    const hosts = ['boutique.example.com'];
    if (options.tlsInFront) {
      edge.addListener(Listener.http({ hosts })).route(frontend);
    } else {
      edge.addListener(Listener.http({ hosts, redirectToHttps: true }));
      edge.addListener(Listener.https({ hosts, certificate: Certificate.issued({ issuer: 'letsencrypt' }) })).route(frontend);
    }
  }

  private grpc(name: string, port: number, options: WorkloadOptions = {}, targetPort: number = port): MeshService {
    return new MeshService(this, name, {
      ports: [ServicePort.grpc(port, { targetPort })],
      image: image(name),
      runAsUser: 1000,
      resources: small,
      healthCheck: HealthCheck.grpc(targetPort),
      ...options,
      env: { PORT: `${targetPort}`, DISABLE_PROFILER: '1', ...options.env },
    });
  }
}

/** What the app is told; `planes.ts` has it for each plane. */
export interface OnlineBoutiqueProps {
  readonly outdir?: string;
  readonly mesh?: MeshProps;
  readonly options?: BoutiqueOptions;
  /** Where in the app it is: a cluster of a fleet, for Google's control plane. The app itself otherwise. */
  readonly place?: (app: App) => Construct;
}

/** The app; `npm run example` synthesizes it. */
export function onlineBoutique(props: OnlineBoutiqueProps = {}): App {
  const app = new MeshApp({ outdir: props.outdir });
  const place = props.place?.(app) ?? app;
  new OnlineBoutique(place, new Mesh(place, 'mesh', props.mesh), props.options);
  return app;
}
