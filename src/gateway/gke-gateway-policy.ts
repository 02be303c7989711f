import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { IngressGateway } from './ingress-gateway';
import { emit } from '../emit/emit';
import { compactOrNone } from '../grammar/json';
import * as names from '../grammar/names';
import { given } from '../guard/guard';

/** Client-side settings of a GKE load balancer. */
export interface GkeGatewayPolicyProps {
  /** The gateway, with `GatewayImplementation.gke()`. A gateway can have one such policy. */
  readonly gateway: IngressGateway;
  /**
   * Name of a Google Cloud SSL policy (TLS versions and ciphers).
   *
   * @default - Google's default
   */
  readonly sslPolicy?: string;
  /**
   * Whether an internal gateway can also be reached from other regions.
   *
   * @default false
   */
  readonly allowGlobalAccess?: boolean;
  /**
   * Region of a regional multi-cluster gateway.
   *
   * @default - the region of the cluster
   */
  readonly region?: string;
}

/**
 * Client-side settings of a GKE load balancer: a GCPGatewayPolicy, in the chart of the gateway's namespace.
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/configure-gateway-resources
 *
 * @example
 * declare const chart: Chart; // enrolled in a mesh with gatewayImplementation: GatewayImplementation.gke()
 * declare const edge: mesh.IngressGateway;
 * new mesh.GkeGatewayPolicy(chart, 'edge-tls', { gateway: edge, sslPolicy: 'modern' });
 */
export class GkeGatewayPolicy extends Construct {
  public constructor(scope: Construct, id: string, props: GkeGatewayPolicyProps) {
    super(scope, given('GkeGatewayPolicy', scope, id, props));
    const what = `gateway policy '${this.node.path}'`;
    const { name, namespace: home } = props.gateway._model();
    const namespace = names.dnsLabel(`the namespace of ${what}`, Chart.of(this).namespace ?? '');
    if (home !== namespace) {
      throw new Error(`${what}: its chart's namespace must be '${home}', like that of gateway '${name}', got: '${namespace}'; create the policy in the gateway's chart`);
    }
    const { sslPolicy, allowGlobalAccess, region } = props;
    const settings = compactOrNone({ sslPolicy, allowGlobalAccess, region });
    if (settings === undefined) {
      throw new Error(`${what} sets nothing; set sslPolicy, allowGlobalAccess or region, or remove it`);
    }
    emit(this, {
      id: 'GCPGatewayPolicy',
      apiVersion: 'networking.gke.io/v1',
      kind: 'GCPGatewayPolicy',
      name: names.dnsLabel(`the name of ${what}`, id),
      namespace,
      render: () => ({ spec: { default: settings, targetRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name } } }),
    });
  }
}
