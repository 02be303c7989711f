import { type ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { TrafficDirectorProxies, type TrafficDirectorProxiesProps } from './traffic-director-proxies';
import type { ImplementationModel } from '../capability/implementation/model';
import * as names from '../grammar/names';
import { Value } from '../grammar/value';
import { guarded } from '../guard/guard';
import { IstioGateway } from '../install/gateway';
import type { IstioGatewayProps } from '../install/props/gateway';
import { Mesh, MeshNamespace } from '../mesh';
import type { GatewayModel } from '../model/gateway';
import type { ServiceRoutingPlane } from '../plane/service-routing';
import { placeOf } from '../synth/place';

/** Existing proxies of a gateway. */
export interface ExistingGatewayProps {
  /**
   * Namespace of the gateway's pods, and of its certificates.
   *
   * @default istio-ingress, or istio-egress for an egress gateway
   */
  readonly namespace?: string;
  /**
   * Labels of the gateway's pods.
   *
   * @default - `istio: ingress`, or `istio: egress` for an egress gateway, as in Istio's gateway chart for a release with the namespace's name
   */
  readonly labels?: { readonly [name: string]: string };
  /**
   * Service account of the gateway's pods. Services accept requests from this service account.
   *
   * @default - the namespace's name, as in Istio's gateway chart for a release with that name
   */
  readonly serviceAccount?: string;
  /**
   * Name of the gateway's Kubernetes Service.
   *
   * @default - the namespace's name
   */
  readonly serviceName?: string;
  /**
   * Whether the namespace of the gateway's pods denies requests by default. Then requests to declared listeners are allowed.
   *
   * @default - the setting of the namespace's enrollment in this app; false without one
   */
  readonly denyByDefault?: boolean;
  /**
   * Container ports of the pods by port of the Service: `{ '80': 8080, '443': 8443 }`. Policies match these.
   *
   * @default - the same port, or, for 80 and 443, either the same or 8080 and 8443
   */
  readonly targetPorts?: { readonly [servicePort: string]: number };
}

/** @internal */
export interface GatewayWorkloadModel {
  readonly namespace: string;
  readonly labels: { readonly [name: string]: string };
  readonly serviceAccount: string;
  readonly serviceName: string;
  /** Set if the gateway's proxies have no mesh certificates, so that services can't identify them. */
  readonly uncertified?: boolean;
  /** For proxies installed by the app. */
  readonly deployed?: DeployedGateway;
  /** Whether istiod deploys the proxies for the Gateway. */
  readonly automatic?: boolean;
  /** Whether their namespace denies by default; undefined: the setting of its enrollment in the mesh. */
  readonly closed?: boolean;
  /** The ports on which the pods may listen for a port of the Service. */
  readonly podPorts: (port: number) => readonly number[];
}

type Role = 'ingress' | 'egress';

/** The properties of a gateway that the app installs. */
interface DeployedGateway {
  readonly path: string;
  readonly eastWest: boolean;
  readonly revision?: string;
  /** Ports of the gateway's Service in its current state; undefined if the gateway has no Service. */
  ports(): readonly number[] | undefined;
}

/** The proxies behind a gateway. */
export class GatewayWorkload extends Value {
  /**
   * Proxies that already exist in the cluster.
   *
   * @see https://istio.io/latest/docs/setup/additional-setup/gateway/
   */
  public static existing(props: ExistingGatewayProps = {}): GatewayWorkload {
    return new GatewayWorkload((role) => existing(role, props));
  }

  /**
   * Proxies installed by istioctl or the IstioOperator: `istio-ingressgateway` and `istio-egressgateway` in istio-system, labelled
   * `istio: ingressgateway` and `istio: egressgateway`.
   *
   * @param namespace their namespace
   */
  public static istioctl(namespace: string = 'istio-system'): GatewayWorkload {
    return new GatewayWorkload((role) => existing(role, {
      namespace,
      labels: { istio: `${role}gateway` },
      serviceAccount: `istio-${role}gateway-service-account`,
      serviceName: `istio-${role}gateway`,
      targetPorts: { 80: 8080, 443: 8443 },
    }));
  }

  /**
   * Proxies installed with Istio's gateway Helm chart: the service account and the Service have the release's name, and the label `istio` has that name
   * without the prefix `istio-`.
   *
   * @param release name of the Helm release: `istio-ingress`, `istio-ingressgateway`
   * @param namespace their namespace; by default the name of the release
   */
  public static helm(release: string, namespace: string = release): GatewayWorkload {
    return new GatewayWorkload((role) => existing(role, {
      namespace, labels: { app: release, istio: release.replace(/^istio-/, '') }, serviceAccount: release, serviceName: release,
    }));
  }

  /**
   * Proxies installed by Google's samples for Cloud Service Mesh: `istio-ingressgateway` and `istio-egressgateway`, labelled `istio: ingressgateway`
   * and `istio: egressgateway`, in their own namespace.
   * @param namespace their namespace
   * @see https://cloud.google.com/service-mesh/docs/operate-and-maintain/gateways
   */
  public static google(namespace: string): GatewayWorkload {
    return new GatewayWorkload((role) => existing(role, {
      namespace,
      labels: { app: `istio-${role}gateway`, istio: `${role}gateway` },
      serviceAccount: `istio-${role}gateway`,
      serviceName: `istio-${role}gateway`,
      targetPorts: { 80: 8080, 443: 8443 },
    }));
  }

  /**
   * Proxies that istiod deploys automatically for a Gateway of Gateway API, in the namespace of the gateway's chart.
   *
   * @throws on planes other than Gateway API with Istio
   * @see https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/#automated-deployment
   */
  public static automatic(): GatewayWorkload {
    return new GatewayWorkload((role, scope, name) => automatic(role, scope, name));
  }

  /**
   * Proxies that the app installs. Their namespace, labels, service account, Service and ports are known: a listener on any other port is an error.
   *
   * @example
   * declare const app: App;
   * declare const shop: Chart; // enrolled in a mesh
   * const edge = new mesh.install.IstioGateway(new Chart(app, 'edge'), 'public', { namespace: 'edge' });
   * const gateway = new mesh.IngressGateway(shop, 'shop', { workload: mesh.GatewayWorkload.deployed(edge) });
   */
  public static deployed(gateway: IstioGateway): GatewayWorkload {
    return new GatewayWorkload((_role, scope) => deployed(gateway, scope));
  }

  /**
   * Proxies installed only for this gateway: an `install.IstioGateway` in its scope, in the namespace of its chart, with the mesh's revision. Everybody may
   * call them until the gateway has access rules, even if services only accept declared callers. This is the default with a managed control plane, which has
   * no gateway proxies.
   *
   * @param props their settings; their name is that of the gateway
   *
   * @example
   * declare const shop: Chart; // enrolled in a mesh
   * new mesh.IngressGateway(shop, 'edge', { workload: mesh.GatewayWorkload.own({ autoscaling: { minReplicas: 2 } }) });
   */
  public static own(props: IstioGatewayProps = {}): GatewayWorkload {
    return new GatewayWorkload((role, scope, name) => own(role, scope, name, props));
  }

  /**
   * Envoys in pods of the GKE cluster that get the gateway's routes from Traffic Director, installed for this gateway, in the namespace of its chart. GKE
   * gives them mesh certificates and therefore an identity: unlike Envoys on VMs, they can route to services that require mutual TLS. Only with
   * `ControlPlane.serviceRouting`.
   *
   * @throws on another plane
   */
  public static trafficDirector(props: TrafficDirectorProxiesProps = {}): GatewayWorkload {
    return new GatewayWorkload((role, scope, name, ports) => trafficDirector(role, scope, name, props, ports));
  }

  /**
   * Envoys that run elsewhere, such as on VMs: they get the gateway's routes by its scope, and have no mesh certificates.
   *
   * @internal
   */
  public static _elsewhere(): GatewayWorkload {
    return new GatewayWorkload((role) => ({ ...existing(role, {}), uncertified: true }));
  }

  /**
   * Mesh proxies that the control plane creates for each gateway.
   *
   * @internal
   */
  public static _managed(edge: ImplementationModel): GatewayWorkload {
    return new GatewayWorkload((_role, scope, name) => {
      const namespace = Chart.of(scope).namespace ?? '';
      if (MeshNamespace._of(scope)?._model().denyByDefault) {
        throw new Error(`'${scope.node.path}': ${edge.title} deploys its proxies into namespace '${namespace}', where denyByDefault would refuse all clients; create the gateway in a namespace of its own, enrolled with denyByDefault: false`);
      }
      const proxies = edge.proxiesInMesh!(name);
      return existing('ingress', { namespace, serviceAccount: proxies, serviceName: proxies, labels: { 'gateway.networking.k8s.io/gateway-name': proxies } });
    });
  }

  private constructor(private readonly produce: (role: Role, scope: Construct, name: string, ports: () => readonly number[]) => GatewayWorkloadModel) {
    super();
  }

  /** @internal */
  public _model(role: Role, scope: Construct, name: string, ports: () => readonly number[] = () => []): GatewayWorkloadModel {
    return this.produce(role, scope, name, ports);
  }
}
guarded(GatewayWorkload, 'GatewayWorkload');

/**
 * The default proxies of a gateway.
 * @throws when there certainly are none
 */
export function usualWorkload(role: Role, scope: Construct, mesh: Mesh): GatewayWorkload {
  const { controlPlane } = mesh;
  const edge = controlPlane._driver.edge;
  if (mesh._plane().name === SERVICE_ROUTING) return GatewayWorkload._elsewhere();
  if (role === 'ingress' && edge?.proxiesInMesh) return GatewayWorkload._managed(edge);
  if (!controlPlane._driver.managed || (edge && role === 'ingress')) return GatewayWorkload.existing();
  if (role === 'ingress') return GatewayWorkload.own();
  throw new Error(`egress gateway '${scope.node.path}': a managed control plane deploys no proxies; install them in an enrolled namespace, with workload: GatewayWorkload.deployed(new install.IstioGateway(…)), or refer to existing ones: GatewayWorkload.existing(…)`);
}

function own(role: Role, scope: Construct, name: string, props: IstioGatewayProps): GatewayWorkloadModel {
  const mesh = Mesh.containing(scope);
  const what = `'${scope.node.path}'`;
  const { namespace } = Chart.of(scope);
  const enrolled = MeshNamespace._of(scope)?._model();
  const { controlPlane } = mesh;
  const edge = controlPlane._driver.edge;
  if (role === 'egress') {
    throw new Error(`${what}: egress proxies serve many namespaces; install them in a namespace of their own: GatewayWorkload.deployed(new install.IstioGateway(…))`);
  }
  if (edge || !controlPlane._driver.hasSidecars) {
    throw new Error(`${what}: ${edge ? `${edge.title} deploys the proxies of gateways` : 'the control plane does not inject gateway proxies'}; remove workload`);
  }
  if (namespace === undefined || !enrolled) {
    throw new Error(`${what}: its proxies are deployed into its chart's namespace, but the chart has none; set a namespace on the chart, and enroll it`);
  }
  if (props.namespace !== undefined && props.namespace !== namespace) {
    throw new Error(`${what}: its own proxies run in its namespace '${namespace}', got: '${props.namespace}'; remove namespace, or install the proxies in '${props.namespace}' and use GatewayWorkload.deployed(…)`);
  }
  if (enrolled.dataPlane === 'sidecar' && !enrolled.inject) {
    throw new Error(`${what}: its proxies would not be injected, as namespace '${namespace}' is enrolled with inject: false; enroll the namespace with injection, or install the proxies elsewhere and use GatewayWorkload.deployed(…)`);
  }
  return deployed(new IstioGateway(scope, 'Proxies', { name, revision: controlPlane.revision, ...props, namespace }), scope);
}

const SERVICE_ROUTING = 'service-routing';

function trafficDirector(role: Role, scope: Construct, name: string, props: TrafficDirectorProxiesProps, ports: () => readonly number[]): GatewayWorkloadModel {
  const plane = Mesh.containing(scope)._plane();
  const { namespace } = Chart.of(scope);
  if (plane.name !== SERVICE_ROUTING || role !== 'ingress') {
    throw new Error(`'${scope.node.path}': Traffic Director's Envoys can only run ingress gateways on the service-routing plane, and this one is ${role === 'ingress' ? `on plane '${plane.name}'` : 'an egress gateway'}; remove workload`);
  }
  if (namespace === undefined) {
    throw new Error(`'${scope.node.path}': its Envoys are deployed into its chart's namespace, but the chart has none; set a namespace on the chart`);
  }
  const { model } = plane as ServiceRoutingPlane;
  const proxies = new TrafficDirectorProxies(scope, 'Proxies', props, { namespace, name, routing: model, ports });
  return {
    namespace,
    labels: proxies.labels,
    serviceAccount: proxies.serviceAccount,
    serviceName: name,
    podPorts: (port) => [port],
    closed: false,
    ...(model.authority ? {} : { uncertified: true }),
  };
}

function automatic(role: Role, scope: Construct, name: string): GatewayWorkloadModel {
  const mesh = Mesh.containing(scope);
  const { namespace } = Chart.of(scope);
  if (role === 'egress' || mesh._plane().name !== 'gateway-api' || mesh.controlPlane._driver.edge) {
    throw new Error(`'${scope.node.path}': istiod deploys proxies for ingress gateways of Gateway API only; use trafficApi: TrafficApi.GATEWAY_API, or refer to existing proxies: GatewayWorkload.existing(…)`);
  }
  if (namespace === undefined) {
    throw new Error(`'${scope.node.path}': istiod deploys its proxies into its chart's namespace, but the chart has none; set a namespace: new Chart(app, id, { namespace: … })`);
  }
  const proxies = `${name}-istio`;
  return { ...existing(role, { namespace, serviceAccount: proxies, serviceName: proxies, labels: { 'gateway.networking.k8s.io/gateway-name': name } }), podPorts: (port) => [port], automatic: true };
}

function existing(role: Role, props: ExistingGatewayProps): GatewayWorkloadModel {
  const namespace = names.dnsLabel('GatewayWorkload.existing: namespace', props.namespace ?? `istio-${role}`);
  return {
    namespace,
    labels: props.labels ?? { istio: role },
    serviceAccount: names.dnsName('GatewayWorkload.existing: serviceAccount', props.serviceAccount ?? namespace),
    serviceName: names.dnsLabel('GatewayWorkload.existing: serviceName', props.serviceName ?? namespace),
    closed: props.denyByDefault,
    podPorts: (port) => (props.targetPorts ? [props.targetPorts[String(port)] ?? port] : usualPodPorts(port)),
  };
}

/**
 * Istio's chart maps a port to the same one of the pods; istioctl maps 80 and 443 to others, as ports below 1024 used to need a capability that the proxy
 * lacks.
 */
function usualPodPorts(port: number): readonly number[] {
  const other = { 80: 8080, 443: 8443 }[port];
  return other === undefined ? [port] : [port, other];
}

function deployed(gateway: IstioGateway, scope: Construct): GatewayWorkloadModel {
  const { path } = gateway.node;
  const [here, there] = [placeOf(scope)?.name, placeOf(gateway)?.name];
  if (here !== there) {
    throw new Error(`'${scope.node.path}' is ${here ? `in cluster '${here}'` : 'in no cluster of a fleet'}, and gateway '${path}' is ${there ? `in cluster '${there}'` : 'in none'}, but a proxy serves only its own cluster; install a gateway in each cluster`);
  }
  const service = gateway.objects.find((o) => o.kind === 'Service');
  return {
    namespace: gateway.namespace,
    labels: gateway.selector,
    serviceAccount: gateway.serviceAccountName,
    serviceName: gateway.name,
    podPorts: (port) => [servicePorts(service).find((p) => p.port === port)?.targetPort ?? port].filter((p) => typeof p === 'number'),
    deployed: {
      path,
      ports: () => service && servicePorts(service).map((p) => p.port),
      eastWest: gateway.network !== undefined,
      revision: gateway.revision,
    },
  };
}

function servicePorts(service: ApiObject | undefined): ReadonlyArray<{ readonly port: number; readonly targetPort?: number | string }> {
  return (service?.toJson().spec.ports ?? []).filter((p: any) => (p.protocol ?? 'TCP') === 'TCP');
}

/** Throws for a port on which clients can't reach the proxies of a gateway. */
export function requireOpen(what: string, { deployed: installed }: GatewayWorkloadModel, port: number): void {
  const ports = installed?.ports();
  if (!installed || !ports || ports.includes(port)) return;
  const has = `the Service of gateway '${installed.path}' has no port ${port} (it has ${ports.join(', ')}), so no client can reach the proxy on that port`;
  const fix = installed.eastWest
    ? 'install a separate gateway for this, as an east-west gateway has fixed ports'
    : `add { name: '${usualName(port)}', port: ${port} } to its service.ports, or use one of its ports`;
  throw new Error(`${what}: ${has}; ${fix}`);
}

function usualName(port: number): string {
  return { 80: 'http2', 443: 'https' }[port] ?? `tcp-${port}`;
}

/**
 * Throws for installed proxies with the same labels as others in another namespace. An Istio Gateway selects pods in all namespaces: each would serve the
 * hosts of the other, bypassing the policies of the other's namespace.
 */
export function sharedLabels({ namespace, labels, deployed: installed }: GatewayWorkloadModel, gateway: GatewayModel): string[] {
  const carries = (selector: GatewayModel['selector']) => Object.keys(selector).length > 0 && Object.entries(selector).every(([name, value]) => labels[name] === value);
  const other = installed && gateway.neighbours().find((g) => g.workloadNamespace !== namespace && carries(g.selector));
  if (!other) return [];
  const shown = Object.entries(labels).map(([name, value]) => `${name}: ${value}`).join(', ');
  return [`gateway '${gateway.path}': its proxies in namespace '${namespace}' have the labels (${shown}) by which gateway '${other.path}' selects its proxies in namespace '${other.workloadNamespace}', `
    + 'and a Gateway selects pods of all namespaces, so each would serve the hosts of the other and bypass its access rules; set a different gatewayName, or different labels'];
}

/** The reason why an installed gateway can't join a mesh: no istiod of the mesh injects its pods. */
export function unfilled({ namespace, deployed: installed }: GatewayWorkloadModel, mesh: Mesh): string[] {
  const revision = mesh.controlPlane.revision;
  if (!installed || installed.revision || !revision || mesh.namespaces.includes(namespace)) return [];
  return [`gateway '${installed.path}' has no revision, but mesh '${mesh.node.path}' uses revision '${revision}', so another istiod would inject its pods; set revision: '${revision}' on it, or enroll its namespace '${namespace}'`];
}
