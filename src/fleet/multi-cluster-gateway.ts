import { Chart, type Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { Fleet } from './fleet';
import { GKE_IMPORTS, type MultiClusterParent, requireImports, ruleLosses, rulesSlot } from './multi-cluster-rules';
import type { ServiceExport } from './service-export';
import { emit } from '../emit/emit';
import * as names from '../grammar/names';
import { given, guarded } from '../guard/guard';
import type { HttpRuleModel } from '../model/route';
import { type HttpRule, httpRuleModel } from '../traffic/rules';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const GKE = 'networking.gke.io/v1';

/** Google Cloud load balancers for several clusters. */
export enum MultiClusterGatewayClass {
  /** Reachable from anywhere, at the edge nearest to the caller. */
  GLOBAL_EXTERNAL = 'gke-l7-global-external-managed-mc',
  /** Reachable from anywhere, in one region. */
  REGIONAL_EXTERNAL = 'gke-l7-regional-external-managed-mc',
  /** Reachable from the network of the clusters, in one region. */
  REGIONAL_INTERNAL = 'gke-l7-rilb-mc',
  /** Reachable from the network of the clusters, in several regions. */
  CROSS_REGIONAL_INTERNAL = 'gke-l7-cross-regional-internal-managed-mc',
  /** Reachable from anywhere: the classic load balancer, which the global one replaces. */
  CLASSIC_GLOBAL_EXTERNAL = 'gke-l7-gxlb-mc',
}

/** A gateway for several clusters. */
export interface MultiClusterGatewayProps {
  /**
   * The load balancer that serves the gateway.
   *
   * @default MultiClusterGatewayClass.GLOBAL_EXTERNAL
   */
  readonly gatewayClass?: MultiClusterGatewayClass;
  /** Hosts that the gateway serves: `shop.example.com`. */
  readonly hosts: string[];
  /**
   * Secret of type kubernetes.io/tls with the certificate of the hosts, in the gateway's namespace.
   *
   * @default - none: plain HTTP, unless there is a certificate map
   */
  readonly certificateSecret?: string;
  /**
   * Certificate map of Certificate Manager with the certificates of the hosts; for the global class.
   *
   * @default - none
   */
  readonly certificateMap?: string;
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
   * Name of a static Google Cloud address, global or regional according to the class.
   *
   * @default - an ephemeral address
   */
  readonly addressName?: string;
}

/** Health check of a load balancer, for the pods of a service. */
export interface GatewayHealthCheck {
  /**
   * Path of an HTTP request.
   *
   * @default - none: a gRPC health check if `grpc` is set, otherwise a TCP connection
   */
  readonly path?: string;
  /**
   * Whether to use the gRPC health protocol.
   *
   * @default false
   */
  readonly grpc?: boolean;
  /** Port of the pods. */
  readonly port: number;
  /**
   * Time between two checks.
   *
   * @default - Google's default
   */
  readonly interval?: Duration;
}

/** How a gateway routes to a service. */
export interface MultiClusterRouteOptions {
  /**
   * Path prefix; whole segments are compared.
   *
   * @default /
   */
  readonly pathPrefix?: string;
  /** Port of the service. */
  readonly port: number;
  /**
   * Health check of the load balancer. Proxies in a mesh with STRICT mutual TLS refuse plaintext checks: exempt their port, or use another one.
   *
   * @default - Google's default: a request to `/`
   */
  readonly healthCheck?: GatewayHealthCheck;
  /**
   * Timeout of the service.
   *
   * @default - 30 seconds, Google's default
   */
  readonly timeout?: Duration;
  /**
   * Name of a Cloud Armor policy.
   *
   * @default - none
   */
  readonly securityPolicy?: string;
}

/**
 * A Google Cloud load balancer for services in several clusters: requests go to the nearest healthy cluster. It is applied to the config cluster of the
 * fleet.
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/deploying-multi-cluster-gateways
 */
export class MultiClusterGateway extends Construct {
  /** Name of the Gateway. */
  public readonly gatewayName: string;

  private readonly namespace: string;
  private readonly paths = new Set<string>();
  private readonly covered = new Set<string>();
  private readonly rules: HttpRuleModel[] = [];

  public constructor(scope: Construct, id: string, private readonly props: MultiClusterGatewayProps) {
    super(scope, given('MultiClusterGateway', scope, id, props));
    const what = `multi-cluster gateway '${this.node.path}'`;
    const fleet = Fleet.of(this);
    const cluster = fleet.clusters.find((c) => this.node.scopes.includes(c));
    if (!cluster) {
      throw new Error(`${what} is not under a cluster of the fleet; create its chart under a cluster`);
    }
    fleet.enableMultiClusterGateways(cluster);
    this.gatewayName = names.dnsLabel(`the name of ${what}`, id);
    this.namespace = names.dnsLabel(`the namespace of ${what}`, Chart.of(this).namespace ?? '');
    const gatewayClass = props.gatewayClass ?? MultiClusterGatewayClass.GLOBAL_EXTERNAL;
    if (props.hosts.length === 0) {
      throw new Error(`${what} has no host; set at least one, hosts: ['shop.example.com']`);
    }
    props.hosts.forEach((h) => names.host(`a host of ${what}`, h, { wildcard: true }));
    if (props.certificateMap && gatewayClass !== MultiClusterGatewayClass.GLOBAL_EXTERNAL) {
      throw new Error(`${what}: gatewayClass must be GLOBAL_EXTERNAL for a certificate map, got: ${gatewayClass}; use certificateSecret`);
    }
    if (props.certificateMap && props.certificateSecret) {
      throw new Error(`${what} has both a certificate map and a certificate secret, but a load balancer supports only one of them; remove certificateMap or certificateSecret`);
    }
    if (props.sslPolicy && !props.certificateMap && !props.certificateSecret) {
      throw new Error(`${what} has an sslPolicy but no certificate, so the policy would have no effect; set certificateSecret or certificateMap`);
    }
    const internal = gatewayClass === MultiClusterGatewayClass.REGIONAL_INTERNAL || gatewayClass === MultiClusterGatewayClass.CROSS_REGIONAL_INTERNAL;
    if (props.allowGlobalAccess && !internal) {
      throw new Error(`${what}: an external gateway always accepts clients from every region; remove allowGlobalAccess`);
    }
    emit(this, {
      id: 'Gateway',
      apiVersion: GATEWAY_API,
      kind: 'Gateway',
      name: this.gatewayName,
      namespace: this.namespace,
      annotations: props.certificateMap ? { 'networking.gke.io/certmap': props.certificateMap } : undefined,
      render: () => ({
        spec: {
          gatewayClassName: gatewayClass,
          ...(props.addressName === undefined ? {} : { addresses: [{ type: 'NamedAddress', value: names.dnsLabel(`the addressName of ${what}`, props.addressName) }] }),
          listeners: props.hosts.map((h, i) => this.listener(h, i)),
        },
      }),
    });
    this.node.addValidation({ validate: () => [...ruleLosses(this.parent, this.rules)] });
    if (props.sslPolicy || props.allowGlobalAccess) {
      emit(this, {
        id: 'GCPGatewayPolicy',
        apiVersion: GKE,
        kind: 'GCPGatewayPolicy',
        name: this.gatewayName,
        namespace: this.namespace,
        render: () => ({
          spec: {
            default: { ...(props.sslPolicy ? { sslPolicy: props.sslPolicy } : {}), ...(props.allowGlobalAccess ? { allowGlobalAccess: true } : {}) },
            targetRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: this.gatewayName },
          },
        }),
      });
    }
  }

  /**
   * Routes requests to a service in every cluster that exports it.
   *
   * @throws when the path already has a route, the service is in another namespace, or it does not have the port
   */
  public route(service: ServiceExport, options: MultiClusterRouteOptions): void {
    const prefix = names.pathPrefix(`a path of multi-cluster gateway '${this.node.path}'`, options.pathPrefix ?? '/');
    const what = `the route to '${service.serviceName}' of multi-cluster gateway '${this.node.path}'`;
    if (service.namespace !== this.namespace) {
      throw new Error(`${what}: the service is in namespace '${service.namespace}' and the gateway in '${this.namespace}'; create the gateway in the service's namespace`);
    }
    if (this.paths.has(prefix)) {
      throw new Error(`${what}: path '${prefix}' already has a route; remove one of the two`);
    }
    this.paths.add(prefix);
    const name = this.paths.size === 1 ? this.gatewayName : `${this.gatewayName}-${this.paths.size}`;
    const port = names.port(`the port of ${what}`, options.port);
    const ports = service._callee().ports.map((p) => p.port);
    if (!ports.includes(port)) {
      throw new Error(`${what}: port must be one of ${ports.join(', ') || 'its ports (it has none)'}, got: ${port}; use the port of the service, not that of its pods`);
    }
    emit(this, {
      id: `HTTPRoute-${name}`,
      apiVersion: GATEWAY_API,
      kind: 'HTTPRoute',
      name,
      namespace: this.namespace,
      render: () => ({
        spec: {
          parentRefs: [{ name: this.gatewayName }],
          hostnames: [...this.props.hosts],
          rules: [{ matches: [{ path: { type: 'PathPrefix', value: prefix } }], backendRefs: [{ group: GKE_IMPORTS, kind: 'ServiceImport', name: service.serviceName, port }] }],
        },
      }),
    });
    this.policies(what, service.serviceName, options);
  }

  /**
   * Routes requests to exported services by matches, with weights and mirrors: `{ matches: […], to: [blue.weight(90), green.weight(10)] }`. All rules form
   * one HTTPRoute, in which more specific matches are tried first. What GKE's load balancers do not support is an error at synth.
   * @throws when a backend is not the export of a service in the gateway's namespace, or all requests already have a route
   */
  public addRule(rule: HttpRule): void {
    const what = `${rule.name === undefined ? 'a rule' : `rule '${rule.name}'`} of multi-cluster gateway '${this.node.path}'`;
    const model = httpRuleModel(what, rule);
    requireImports(what, this.namespace, model);
    if (model.matches.length === 0) {
      if (this.paths.has('/')) {
        throw new Error(`${what}: the rule has no matches, and path '/' already has a route; add matches, or remove one of the two`);
      }
      this.paths.add('/');
    }
    this.rules.push(model);
    if (this.rules.length === 1) {
      emit(this, { ...rulesSlot(this.parent, this.rules), render: () => rulesSlot(this.parent, this.rules).render() });
    }
  }

  private get parent(): MultiClusterParent {
    return { what: `multi-cluster gateway '${this.node.path}'`, name: this.gatewayName, namespace: this.namespace, hosts: this.props.hosts };
  }

  /** Policies belong to the imported service: the first route to it creates them. */
  private policies(what: string, service: string, { healthCheck, timeout, securityPolicy }: MultiClusterRouteOptions): void {
    if (!healthCheck && !timeout && !securityPolicy) {
      return;
    }
    if (this.covered.has(service)) {
      throw new Error(`${what}: another route already sets the health check, timeout or security policy of this service, which has one of each; set all of them on that route`);
    }
    this.covered.add(service);
    const target = { group: GKE_IMPORTS, kind: 'ServiceImport', name: service };
    if (healthCheck) {
      const config = check(what, healthCheck);
      emit(this, {
        id: `HealthCheckPolicy-${service}`,
        apiVersion: GKE,
        kind: 'HealthCheckPolicy',
        name: service,
        namespace: this.namespace,
        render: () => ({ spec: { default: { ...(healthCheck.interval ? { checkIntervalSec: healthCheck.interval.toSeconds() } : {}), config }, targetRef: target } }),
      });
    }
    if (timeout || securityPolicy) {
      emit(this, {
        id: `GCPBackendPolicy-${service}`,
        apiVersion: GKE,
        kind: 'GCPBackendPolicy',
        name: service,
        namespace: this.namespace,
        render: () => ({ spec: { default: { ...(timeout ? { timeoutSec: timeout.toSeconds() } : {}), ...(securityPolicy ? { securityPolicy } : {}) }, targetRef: target } }),
      });
    }
  }

  private listener(host: string, i: number): { readonly [field: string]: unknown } {
    const { certificateSecret, certificateMap } = this.props;
    const name = `${certificateSecret || certificateMap ? 'https' : 'http'}${i === 0 ? '' : `-${i + 1}`}`;
    if (certificateMap) {
      return { name, protocol: 'HTTPS', port: 443, hostname: host };
    }
    return certificateSecret
      ? { name, protocol: 'HTTPS', port: 443, hostname: host, tls: { mode: 'Terminate', certificateRefs: [{ name: certificateSecret }] } }
      : { name, protocol: 'HTTP', port: 80, hostname: host };
  }
}
guarded(MultiClusterGateway, 'MultiClusterGateway');

function check(what: string, c: GatewayHealthCheck): { readonly [field: string]: unknown } {
  const port = names.port(`the port of the health check of ${what}`, c.port);
  if (c.path !== undefined && c.grpc) {
    throw new Error(`${what}: a health check uses either HTTP or gRPC; remove path or grpc`);
  }
  const at = { portSpecification: 'USE_FIXED_PORT', port };
  if (c.grpc) {
    return { type: 'GRPC', grpcHealthCheck: at };
  }
  return c.path === undefined ? { type: 'TCP', tcpHealthCheck: at } : { type: 'HTTP', httpHealthCheck: { ...at, requestPath: names.path(`the path of the health check of ${what}`, c.path) } };
}
