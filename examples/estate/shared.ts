import { ControlPlane, GatewayWorkload, Identity, type IngressGatewayAttributes, type install, type MeshProps } from 'cdk8s-mesh';

/* What the platform team publishes as a package, and every team's repository imports: nothing here makes an object. */

export type Environment = 'dev' | 'staging' | 'prod';
export const ENVIRONMENTS: readonly Environment[] = ['dev', 'staging', 'prod'];

/** Two clusters, each on a network of its own. */
export const CLUSTERS = { east: 'network-1', west: 'network-2' } as const;
export type Cluster = keyof typeof CLUSTERS;

const DOMAIN: { readonly [E in Environment]: string } = { dev: 'dev.example.com', staging: 'staging.example.com', prod: 'example.com' };
export const hostOf = (name: string, environment: Environment) => `${name}.${DOMAIN[environment]}`;

/** What the mesh is: the platform's app makes it with its Istio, the teams' apps import it. */
export function meshOf(environment: Environment, istio?: install.IstioInstallOptions): MeshProps {
  return {
    trustDomain: `${environment}.estate.example`,
    controlPlane: istio ? ControlPlane.inCluster(istio) : ControlPlane.existing({ revision: 'prod' }),
  };
}

/** The gateway by which requests come in. */
export function publicGateway(listeners: IngressGatewayAttributes['listeners']): IngressGatewayAttributes {
  return {
    gatewayName: 'public',
    namespace: 'platform',
    workload: GatewayWorkload.existing({ namespace: 'edge', labels: { app: 'public', istio: 'public' }, serviceAccount: 'public', serviceName: 'public' }),
    listeners,
  };
}

/** Hosts outside that leave by the platform's egress gateway. */
export const PAYMENTS = ['api.payments.example', 'fraud.payments.example'];

/** The gateway by which requests to them leave. */
export const EGRESS = GatewayWorkload.existing({ namespace: 'out', labels: { app: 'out', istio: 'out' }, serviceAccount: 'out', serviceName: 'out' });

export const CHECKOUT = Identity.fromServiceAccount({ namespace: 'shop', serviceAccount: 'checkout' });
