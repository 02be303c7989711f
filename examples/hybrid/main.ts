import { App, Chart, Duration } from 'cdk8s';
import {
  CertificateAuthority,
  CloudRunClient, ControlPlane, EndpointGroup, Fleet, GatewayWorkload, GoogleProject, HealthCheck, HttpMatch, IngressGateway, Listener, ManagedInstanceGroup, Mesh, MeshApp, MeshService,
  MutualTls, RetryOn, ServiceLbAlgorithm, ServiceLbPolicy, ServicePort,
} from 'cdk8s-mesh';
import type { Construct } from 'constructs';

const PROJECT = GoogleProject.fromIds('shop-prod', '482913370156');
const REGION = 'europe-west1';
const ZONES = ['europe-west1-b', 'europe-west1-c'];
const image = (name: string) => `europe-docker.pkg.dev/shop-prod/shop/${name}:1`;
const account = (name: string) => `${name}@shop-prod.iam.gserviceaccount.com`;

/** A shop that moves from machines to GKE and to Cloud Run, a service at a time. Its services call each other by the same names wherever they run. */
export class Shop {
  /** What Config Connector has no words for: files, by name, for gcloud. */
  readonly beside: { readonly [file: string]: string };

  constructor(scope: Construct, mesh: Mesh) {
    const shop = new Chart(scope, 'shop', { namespace: 'shop' });
    mesh.enroll(shop);

    // pods with an Envoy beside them
    const storefront = new MeshService(shop, 'storefront', {
      ports: [ServicePort.http(80, { targetPort: 8080 })],
      image: image('storefront'),
      healthCheck: HealthCheck.http(8081, '/healthz'),
      env: { CART: 'http://cart', ORDERS: 'orders:50051' },
    });

    // programs that speak gRPC and ask for their routes themselves
    const orders = new MeshService(shop, 'orders', {
      ports: [ServicePort.grpc(50051)],
      image: image('orders'),
      proxyless: true,
      env: { PRICES: 'xds:///prices.shop.svc.cluster.local:50051', STOCK: 'xds:///stock.shop.svc.cluster.local:50051' },
    });
    const prices = new MeshService(shop, 'prices', { ports: [ServicePort.grpc(50051)], image: image('prices'), proxyless: true });
    prices.addGrpcRule({ timeout: Duration.seconds(1), retries: { attempts: 2, on: [RetryOn.GRPC_UNAVAILABLE] } });

    // a service that is still on machines: a group in each zone, so that requests stay in the client's
    const stock = new MeshService(shop, 'stock', { ports: [ServicePort.grpc(50051)], mtls: MutualTls.DISABLE });
    for (const zone of ZONES) {
      const machines = new ManagedInstanceGroup(shop, `stock-${zone.slice(-1)}`, {
        location: zone,
        size: 2,
        ports: { grpc: 50051 },
        image: 'projects/shop-prod/global/images/family/stock',
        serviceAccount: account('stock'),
        healthCheck: HealthCheck.grpc(50051),
      });
      stock.addEndpointGroups(machines.endpoints('grpc', { maxRate: 200 }));
    }

    // one that has moved to GKE, all but a tenth; and Cloud Run is tried with another tenth, or by who asks for it. It is called from Cloud Run, which
    // has no certificates: it takes plaintext, where everybody may come who gets through the firewall
    const moving = new Chart(scope, 'moving', { namespace: 'moving' });
    mesh.enroll(moving, { mtls: MutualTls.DISABLE, denyByDefault: false });
    const cart = new MeshService(moving, 'cart', { ports: [ServicePort.http(80, { targetPort: 8080 })] });
    const pods = cart.addVersion('gke', { image: image('cart'), healthCheck: HealthCheck.http(8081, '/healthz') });
    const old = cart.addVersion('vm');
    const machines = new ManagedInstanceGroup(shop, 'cart-machines', {
      location: REGION,
      zones: ZONES,
      size: 2,
      ports: { http: 8080 },
      image: 'projects/shop-prod/global/images/family/cart',
      serviceAccount: account('cart'),
      healthCheck: HealthCheck.http(8080, '/healthz'),
    });
    old.addEndpointGroups(machines.endpoints('http'));
    const run = cart.addVersion('run');
    run.addEndpointGroups(EndpointGroup.cloudRun({ service: 'cart', region: REGION }));
    cart.split(pods.weight(80), old.weight(10), run.weight(10));
    cart.addRule({ name: 'try Cloud Run', matches: [HttpMatch.header('x-cart', 'run')], to: [run] });

    // who calls whom
    [cart, orders].forEach((s) => storefront.calls(s));
    [prices, stock].forEach((s) => orders.calls(s));

    // a client in Cloud Run; it calls http://cart.moving.mesh.internal
    const checkout = CloudRunClient.create({
      service: 'checkout',
      region: REGION,
      projectNumber: PROJECT.number,
      mesh: mesh.meshResource,
      image: image('checkout'),
      network: 'default',
      subnetwork: 'run',
      serviceAccount: account('checkout'),
      env: { CART: 'http://cart.moving.mesh.internal' },
    });
    cart.calledBy(checkout);

    // the way in: Envoys in pods, behind a load balancer that opens TLS. On machines they would have no certificates for storefront
    const workload = GatewayWorkload.trafficDirector({ serviceAnnotations: { 'cloud.google.com/neg': '{"exposed_ports":{"80":{"name":"shop-edge"}}}' } });
    const edge = new IngressGateway(shop, 'edge', { workload });
    edge.addListener(Listener.http({ hosts: ['shop.example.com'] })).route(storefront);

    // requests stay in their zone while it has capacity
    const nearby = new ServiceLbPolicy(shop, 'nearby', { algorithm: ServiceLbAlgorithm.WATERFALL_BY_ZONE, autoCapacityDrain: true });
    nearby.applyTo(stock);
    nearby.applyTo(cart, pods);

    this.beside = {
      'checkout.run.yaml': checkout.toText(),
      'nearby.lb-policy.yaml': nearby.toText(),
      'after-apply.sh': ['#!/bin/sh -e', checkout.command('checkout.run.yaml'), ...nearby.commands('nearby.lb-policy.yaml'), ''].join('\n'),
    };
  }
}

/** The app, and the shop in it. */
function build(outdir?: string): { readonly app: App; readonly shop: Shop } {
  const app = new MeshApp({ outdir });
  const fleet = new Fleet(app, 'fleet', { project: PROJECT });
  const cluster = fleet.addGkeCluster('shop-eu', { location: REGION });
  const certificateAuthority = CertificateAuthority.workloadCertificates({ project: PROJECT.id, location: REGION, pool: 'mesh', objectName: 'mesh-ca' });
  const controlPlane = ControlPlane.serviceRouting({ zones: ZONES, domain: 'mesh.internal', clientAccounts: [account('checkout')], certificateAuthority });
  return { app, shop: new Shop(cluster, new Mesh(cluster, 'shop-mesh', { controlPlane })) };
}

/** `npm run example hybrid` synthesizes it. */
export function hybrid(props: { outdir?: string } = {}): App {
  return build(props.outdir).app;
}

/** The files for gcloud; `npm run example hybrid` writes them to `beside/`. */
export function beside(): { readonly [file: string]: string } {
  return build().shop.beside;
}
