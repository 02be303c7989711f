import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { GkePolicyTarget } from './gke-policy-target';
import type { IngressGateway } from './ingress-gateway';
import { GkeGatewayClass } from '../control-plane/gateway-implementation';
import { emit } from '../emit/emit';
import { compact } from '../grammar/json';
import * as names from '../grammar/names';
import { given } from '../guard/guard';
import { probeCheck } from '../plane/gateway-api/google/health-check';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';
/** The health check path of Istio's proxies. */
const READY = { kind: 'http', port: 15021, path: '/healthz/ready' } as const;

/** A Google Cloud load balancer in front of an ingress gateway. */
export interface GkeEdgeProps {
  /** The ingress gateway behind it. Its Service must be in the namespace of this construct's chart. */
  readonly gateway: IngressGateway;
  /**
   * The load balancer.
   *
   * @default GkeGatewayClass.GLOBAL_EXTERNAL
   */
  readonly gatewayClass?: GkeGatewayClass;
  /**
   * Hosts that the load balancer serves.
   *
   * @default - all that the ingress gateway serves
   */
  readonly hosts?: string[];
  /**
   * Certificate map of Certificate Manager with the certificates of the hosts; for the global class.
   *
   * @default - none
   */
  readonly certificateMap?: string;
  /**
   * Secret of type kubernetes.io/tls with the certificate of the hosts, in this namespace.
   *
   * @default - none: plain HTTP, unless there is a certificate map
   */
  readonly certificateSecret?: string;
  /**
   * Name of a static Google Cloud address.
   *
   * @default - an ephemeral address
   */
  readonly addressName?: string;
  /** The target port of the ingress gateway's Service. For a TLS port, the Service's port needs the appProtocol HTTPS or HTTP2. */
  readonly port: number;
}

/**
 * A Google Cloud load balancer in front of an ingress gateway of the mesh ("from edge to mesh"): Cloud Armor, certificates and addresses of Google Cloud in
 * front, Istio's routes and access rules behind. It creates a GKE Gateway, a route to the ingress gateway's Service, and a health check for Istio's proxies.
 * The Service does not need its own load balancer.
 *
 * @see https://cloud.google.com/architecture/exposing-service-mesh-apps-through-gke-ingress
 *
 * @example
 * declare const chart: Chart; // enrolled in a mesh with a managed control plane
 * const gateway = new mesh.IngressGateway(chart, 'asm-ingressgateway');
 * const edge = new mesh.GkeEdge(chart, 'external-http', { gateway, port: 80, certificateMap: 'shop-map', addressName: 'shop-ip' });
 * new mesh.GkeBackendPolicy(chart, 'armor', { target: edge.backend, securityPolicy: 'edge-fw-policy' });
 */
export class GkeEdge extends Construct {
  /** Name of the Gateway. */
  public readonly gatewayName: string;

  /** The Service of the ingress gateway, for a `GkeBackendPolicy`. */
  public readonly backend: GkePolicyTarget;

  public constructor(scope: Construct, id: string, private readonly props: GkeEdgeProps) {
    super(scope, given('GkeEdge', scope, id, props));
    const what = `edge '${this.node.path}'`;
    names.filled(what, props, { hosts: 'all hosts' });
    const { workloadNamespace, workloadService } = props.gateway._model();
    const namespace = names.dnsLabel(`the namespace of ${what}`, Chart.of(this).namespace ?? '');
    if (namespace !== workloadNamespace) {
      throw new Error(`${what}: its chart's namespace must be '${workloadNamespace}', like that of the proxies of gateway '${props.gateway.gatewayName}', got: '${namespace}'; create the edge in a chart of that namespace`);
    }
    this.gatewayName = names.dnsLabel(`the name of ${what}`, id);
    const gatewayClass = props.gatewayClass ?? GkeGatewayClass.GLOBAL_EXTERNAL;
    if (props.certificateMap !== undefined && gatewayClass !== GkeGatewayClass.GLOBAL_EXTERNAL) {
      throw new Error(`${what}: gatewayClass must be GLOBAL_EXTERNAL for a certificate map, got: ${gatewayClass}; use certificateSecret`);
    }
    if (props.certificateMap !== undefined && props.certificateSecret !== undefined) {
      throw new Error(`${what} has both a certificate map and a certificate secret, but a load balancer supports only one of them; remove certificateMap or certificateSecret`);
    }
    const hosts = props.hosts?.map((h) => names.host(`a host of ${what}`, h, { wildcard: true }));
    const port = names.port(`the port of ${what}`, props.port);
    const service = { group: '', kind: 'Service', name: workloadService };
    this.backend = GkePolicyTarget.serviceName(workloadService, namespace);
    const head = { name: this.gatewayName, namespace };
    emit(this, {
      ...head,
      id: 'Gateway',
      apiVersion: GATEWAY_API,
      kind: 'Gateway',
      annotations: props.certificateMap === undefined ? undefined : { 'networking.gke.io/certmap': props.certificateMap },
      render: () => ({
        spec: compact({
          gatewayClassName: gatewayClass,
          listeners: [this.listener()],
          addresses: props.addressName === undefined ? undefined : [{ type: 'NamedAddress', value: names.dnsLabel(`the addressName of ${what}`, props.addressName) }],
        }),
      }),
    });
    emit(this, {
      ...head,
      id: 'HTTPRoute',
      apiVersion: GATEWAY_API,
      kind: 'HTTPRoute',
      render: () => ({ spec: compact({ parentRefs: [{ name: this.gatewayName }], hostnames: hosts, rules: [{ backendRefs: [{ name: workloadService, port }] }] }) }),
    });
    emit(this, { ...head, id: 'HealthCheckPolicy', apiVersion: 'networking.gke.io/v1', kind: 'HealthCheckPolicy', render: () => ({ spec: { default: probeCheck(READY), targetRef: service } }) });
  }

  private listener(): { readonly [field: string]: unknown } {
    const { certificateMap, certificateSecret } = this.props;
    if (certificateMap !== undefined) return { name: 'https', protocol: 'HTTPS', port: 443 };
    if (certificateSecret !== undefined) return { name: 'https', protocol: 'HTTPS', port: 443, tls: { mode: 'Terminate', certificateRefs: [{ name: certificateSecret }] } };
    return { name: 'http', protocol: 'HTTP', port: 80 };
  }
}
