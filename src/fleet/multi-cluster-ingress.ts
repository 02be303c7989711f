import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Fleet } from './fleet';
import { emit } from '../emit/emit';
import { compact, compactOrNone } from '../grammar/json';
import * as names from '../grammar/names';
import { Value } from '../grammar/value';
import { given, guarded } from '../guard/guard';
import { refusalsWithoutCertificate } from '../model/callers-without-certificate';
import type { ServiceModel } from '../model/service';
import type { IMeshService } from '../service';
import type { HealthCheck } from '../workload/health-check';

const GKE = 'networking.gke.io/v1';

/** Pods of all clusters of a fleet, by their labels: the proxies of a gateway. */
export interface MultiClusterPods {
  /** Name of the MultiClusterService. */
  readonly name: string;
  /** Labels of the pods, in the namespace of the ingress in every cluster. */
  readonly selector: { readonly [name: string]: string };
  /** Port of the service. */
  readonly port: number;
  /**
   * Port on which the pods listen.
   *
   * @default - the port of the service
   */
  readonly targetPort?: number;
  /**
   * Whether the load balancer uses TLS to the pods.
   *
   * @default false
   */
  readonly https?: boolean;
  /**
   * HTTP health check of the load balancer for the pods.
   *
   * @default - Google's default: a request to `/`
   */
  readonly healthCheck?: HealthCheck;
}

/** A backend of a multi-cluster ingress: pods of the same kind in all clusters. */
export class MultiClusterBackend extends Value {
  /**
   * The pods of a mesh service that is the same in every cluster. The load balancer uses the service's own health check.
   *
   * @param service a service with an HTTP port that accepts plaintext, because the load balancer has no mesh certificate
   * @param port port of the service; defaults to its first port
   */
  public static service(service: IMeshService, port?: number): MultiClusterBackend {
    const state = service._callee();
    const found = port === undefined ? state.ports[0] : state.ports.find((p) => p.port === port);
    if (!found) throw new Error(`MultiClusterBackend.service: port of service '${state.path}' must be one of ${state.ports.map((p) => p.port).join(', ') || 'its ports (it has none)'}, got: ${port}`);
    if (typeof found.targetPort === 'string') throw new Error(`MultiClusterBackend.service: the targetPort of port ${found.port} of service '${state.path}' must be a number, got: '${found.targetPort}'; set the number of the pods' port`);
    const pods = { name: state.name, selector: { ...state.selector }, port: found.port, targetPort: found.targetPort };
    return new MultiClusterBackend(pods, state.workload?.probe ?? state.versions.find((v) => v.workload)?.workload?.probe, state);
  }

  /** Pods by their labels, such as the proxies of an ingress gateway in each cluster. */
  public static pods(pods: MultiClusterPods): MultiClusterBackend {
    const probe = pods.healthCheck?._model();
    if (probe && probe.kind !== 'http') {
      throw new Error(`MultiClusterBackend.pods: healthCheck of '${pods.name}' must be an HTTP check, got: HealthCheck.${probe.kind === 'exec' ? 'command' : probe.kind}; use HealthCheck.http, the only kind that a multi-cluster ingress supports`);
    }
    return new MultiClusterBackend(pods, probe);
  }

  private constructor(
    private readonly of: MultiClusterPods, private readonly probe?: { readonly kind: string; readonly port?: number; readonly path?: string }, private readonly service?: ServiceModel,
  ) {
    super();
  }

  /** @internal */
  public get _pods(): MultiClusterPods {
    return this.of;
  }

  /** @internal */
  public get _service(): ServiceModel | undefined {
    return this.service;
  }

  /** @internal */
  public get _check(): { readonly [field: string]: unknown } | undefined {
    return this.probe?.kind === 'http' ? compact({ type: 'HTTP', port: this.probe.port, requestPath: this.probe.path }) : undefined;
  }
}
guarded(MultiClusterBackend, 'MultiClusterBackend');

/** A multi-cluster ingress. */
export interface MultiClusterIngressProps {
  /** Backend for requests that match no host or path. */
  readonly defaultBackend: MultiClusterBackend;
  /**
   * Static global Google Cloud address: the address itself, or its URL.
   *
   * @default - an ephemeral address
   */
  readonly staticIp?: string;
  /**
   * Names of Google Cloud SSL certificates.
   *
   * @default - none: plain HTTP
   */
  readonly preSharedCertificates?: string[];
  /**
   * Name of a Google Cloud SSL policy (TLS versions and ciphers).
   *
   * @default - Google's default
   */
  readonly sslPolicy?: string;
  /**
   * Whether to redirect HTTP requests to HTTPS.
   *
   * @default false
   */
  readonly redirectToHttps?: boolean;
}

interface Rule {
  readonly host?: string;
  readonly path?: string;
  readonly backend: MultiClusterBackend;
}

/**
 * The classic global load balancer for the pods of all clusters of a fleet: a MultiClusterIngress with a MultiClusterService for each backend. It is applied
 * to the config cluster of the fleet. Prefer `MultiClusterGateway` in new setups: it has more load balancers, weights and mirrors.
 *
 * @see https://cloud.google.com/kubernetes-engine/docs/concepts/multi-cluster-ingress
 *
 * @example
 * declare const cluster: mesh.FleetCluster;
 * const chart = new Chart(cluster, 'edge', { namespace: 'asm-ingress' });
 * const proxies = mesh.MultiClusterBackend.pods({
 *   name: 'asm-ingressgateway', selector: { asm: 'ingressgateway' }, port: 80, targetPort: 8080, healthCheck: mesh.HealthCheck.http(15021, '/healthz/ready'),
 * });
 * new mesh.MultiClusterIngress(chart, 'edge', { defaultBackend: proxies, preSharedCertificates: ['shop'] });
 */
export class MultiClusterIngress extends Construct {
  private readonly namespace: string;
  private readonly rules: Rule[] = [];
  private readonly services = new Map<string, MultiClusterBackend>();

  public constructor(scope: Construct, id: string, props: MultiClusterIngressProps) {
    super(scope, given('MultiClusterIngress', scope, id, props));
    const what = this.what;
    names.filled(what, props, { preSharedCertificates: 'plain HTTP' });
    const fleet = Fleet.of(this);
    const cluster = fleet.clusters.find((c) => this.node.scopes.includes(c));
    if (!cluster) throw new Error(`${what} is not under a cluster of the fleet; create its chart under a cluster`);
    fleet.enableMultiClusterGateways(cluster);
    this.namespace = names.dnsLabel(`the namespace of ${what}`, Chart.of(this).namespace ?? '');
    if ((props.sslPolicy ?? props.redirectToHttps) && !props.preSharedCertificates?.length) {
      throw new Error(`${what} has an sslPolicy or a redirect to https, but no certificate; set preSharedCertificates, or remove the policy and the redirect`);
    }
    const name = names.dnsLabel(`the name of ${what}`, id);
    const frontend = compactOrNone({ sslPolicy: props.sslPolicy, redirectToHttps: props.redirectToHttps ? { enabled: true } : undefined });
    this.serve(props.defaultBackend);
    emit(this, {
      id: 'MultiClusterIngress',
      apiVersion: GKE,
      kind: 'MultiClusterIngress',
      name,
      namespace: this.namespace,
      annotations: compactOrNone({
        'networking.gke.io/static-ip': props.staticIp,
        'networking.gke.io/pre-shared-certs': props.preSharedCertificates?.join(','),
        'networking.gke.io/frontend-config': frontend && name,
      }),
      render: () => ({ spec: { template: { spec: compact({ backend: backendOf(props.defaultBackend), rules: hostRules(this.rules) }) } } }),
    });
    if (frontend) emit(this, { id: 'FrontendConfig', apiVersion: 'networking.gke.io/v1beta1', kind: 'FrontendConfig', name, namespace: this.namespace, render: () => ({ spec: frontend }) });
    this.node.addValidation({ validate: () => [...this.services.values()].flatMap((b) => refused(what, b._service)) });
  }

  /**
   * Routes requests for a host, or for a path prefix of it, to a backend.
   *
   * @param host `shop.example.com`
   * @param backend the backend
   * @param path path prefix; whole segments are compared; all paths by default
   * @throws when the host and path already have a route
   */
  public route(host: string, backend: MultiClusterBackend, path?: string): void {
    names.host(`a host of ${this.what}`, host, { wildcard: true });
    const prefix = path === undefined ? undefined : names.pathPrefix(`a path of ${this.what}`, path);
    if (this.rules.some((r) => r.host === host && (r.path ?? '/') === (prefix ?? '/'))) {
      throw new Error(`${this.what}: path '${prefix ?? '/'}' of host '${host}' already has a route; remove one of the two`);
    }
    this.serve(backend);
    this.rules.push({ host, path: prefix, backend });
  }

  private get what(): string {
    return `multi-cluster ingress '${this.node.path}'`;
  }

  /** Creates the MultiClusterService of a backend, once. */
  private serve(backend: MultiClusterBackend): void {
    const pods = backend._pods;
    const before = this.services.get(pods.name);
    if (before) {
      if (JSON.stringify(before._pods) !== JSON.stringify(pods)) {
        throw new Error(`${this.what}: two different backends are named '${pods.name}'; rename one of them`);
      }
      return;
    }
    if (backend._service && backend._service.namespace !== this.namespace) {
      throw new Error(`${this.what}: service '${backend._service.path}' is in namespace '${backend._service.namespace}' and the ingress in '${this.namespace}'; create the ingress in the service's namespace`);
    }
    const name = names.dnsLabel(`the name of a backend of ${this.what}`, pods.name);
    const port = names.port(`the port of backend '${name}' of ${this.what}`, pods.port);
    this.services.set(name, backend);
    const check = backend._check;
    emit(this, {
      id: `MultiClusterService-${name}`,
      apiVersion: GKE,
      kind: 'MultiClusterService',
      name,
      namespace: this.namespace,
      annotations: compactOrNone({
        'cloud.google.com/backend-config': check && JSON.stringify({ default: name }),
        'networking.gke.io/app-protocols': pods.https ? JSON.stringify({ https: 'HTTPS' }) : undefined,
      }),
      render: () => ({
        spec: { template: { spec: { selector: { ...pods.selector }, ports: [{ name: pods.https ? 'https' : 'http', protocol: 'TCP', port, targetPort: pods.targetPort ?? port }] } } },
      }),
    });
    if (check) {
      emit(this, { id: `BackendConfig-${name}`, apiVersion: 'cloud.google.com/v1', kind: 'BackendConfig', name, namespace: this.namespace, render: () => ({ spec: { healthCheck: check } }) });
    }
  }
}
guarded(MultiClusterIngress, 'MultiClusterIngress');

function backendOf(b: MultiClusterBackend): { readonly [field: string]: unknown } {
  return { serviceName: b._pods.name, servicePort: b._pods.port };
}

/** One rule for each host, with its paths in the order in which they were added. */
function hostRules(rules: readonly Rule[]): unknown[] {
  return [...new Set(rules.map((r) => r.host))].map((host) => ({
    host,
    http: { paths: rules.filter((r) => r.host === host).flatMap((r) => pathsOf(r).map((path) => compact({ path, backend: backendOf(r.backend) }))) },
  }));
}

/** A prefix of whole segments matches the path itself and all paths below it. */
function pathsOf({ path }: Rule): readonly (string | undefined)[] {
  return path === undefined || path === '/' ? [undefined] : [path, `${path}/*`];
}

/** Why a service refuses the load balancer, which has no mesh certificate. */
function refused(what: string, s: ServiceModel | undefined): readonly string[] {
  if (!s) return [];
  const { requiresMutualTls, requiresIdentity } = refusalsWithoutCertificate(s);
  return [
    ...(requiresMutualTls ? [`${what} routes to service '${s.path}', which accepts mutual TLS only, but the load balancer has no mesh certificate; accept plaintext too (mtls: MutualTls.PERMISSIVE), or route to the proxies of a gateway: MultiClusterBackend.pods(…)`] : []),
    ...(requiresIdentity ? [`${what} routes to service '${s.path}', which accepts declared callers only; allow the load balancer by its addresses: service.allow({ from: [Source.ipBlocks(…)] })`] : []),
  ];
}
