import { Chart, type Size } from 'cdk8s';
import { Construct } from 'constructs';
import { requireAmbient } from '../control-plane/driver';
import { Emitter } from '../emit/emit';
import { Emitted } from '../emit/emitted';
import * as names from '../grammar/names';
import { given, guarded } from '../guard/guard';
import { Mesh, MeshNamespace } from '../mesh';
import { dataPlaneOf, type WaypointModel } from '../model/waypoint';
import { Identity } from '../security/identity';
import type { ICallTarget } from '../service/calls';
import { cpuQuantity, memoryQuantity } from '../workload/quantity';

/** Traffic that a waypoint handles. */
export enum WaypointTraffic {
  /** Traffic to services, by the address of the Service. */
  SERVICE = 'SERVICE',
  /** Traffic to pods, by their own addresses. Rules of services do not apply to it. */
  WORKLOAD = 'WORKLOAD',
  /** Both. */
  ALL = 'ALL',
  /** None: the waypoint exists, but nothing uses it yet. */
  NONE = 'NONE',
}

/** CPU and memory of a waypoint's proxy. */
export interface WaypointResources {
  /**
   * CPU request, such as `100m`.
   *
   * @default - the setting of the installed Istio
   */
  readonly cpuRequest?: string;
  /**
   * CPU limit.
   *
   * @default - the setting of the installed Istio
   */
  readonly cpuLimit?: string;
  /**
   * Memory request.
   *
   * @default - the setting of the installed Istio
   */
  readonly memoryRequest?: Size;
  /**
   * Memory limit.
   *
   * @default - the setting of the installed Istio
   */
  readonly memoryLimit?: Size;
}

/** Horizontal autoscaling of a waypoint. */
export interface WaypointAutoscaling {
  /**
   * Minimum number of replicas.
   *
   * @default 1
   */
  readonly minReplicas?: number;
  /** Maximum number of replicas. */
  readonly maxReplicas: number;
  /**
   * Target CPU utilization, in percent of the request.
   *
   * @default 80
   */
  readonly cpuPercent?: number;
}

/** A waypoint proxy for services in ambient mode. */
export interface WaypointProps {
  /**
   * Name of the Gateway, and of the service account of its pods.
   *
   * @default - the construct's id
   */
  readonly waypointName?: string;
  /**
   * Traffic that the waypoint handles.
   *
   * @default WaypointTraffic.SERVICE
   */
  readonly traffic?: WaypointTraffic;
  /**
   * Whether the waypoint serves its whole namespace. With `false`, use `serve` and `serveNamespace`.
   *
   * @default true
   */
  readonly wholeNamespace?: boolean;
  /**
   * Whether requests from gateways go through the waypoint too. With `false`, gateways apply the rules of services themselves and connect to the pods.
   *
   * @default true
   */
  readonly ingress?: boolean;
  /**
   * Number of replicas.
   *
   * @default - one
   */
  readonly replicas?: number;
  /**
   * Horizontal autoscaling; not together with `replicas`.
   *
   * @default - none: a fixed number of replicas
   */
  readonly autoscaling?: WaypointAutoscaling;
  /**
   * Minimum number of available replicas while nodes are being drained.
   *
   * @default - no PodDisruptionBudget
   */
  readonly minAvailable?: number;
  /**
   * CPU and memory.
   *
   * @default - the setting of the installed Istio
   */
  readonly resources?: WaypointResources;
  /**
   * Further labels of the Gateway.
   *
   * @default - none
   */
  readonly labels?: { readonly [name: string]: string };
  /**
   * Annotations of the Gateway.
   *
   * @default - none
   */
  readonly annotations?: { readonly [name: string]: string };
}

const TRAFFIC = { SERVICE: 'service', WORKLOAD: 'workload', ALL: 'all', NONE: 'none' } as const;

/**
 * A proxy for services in ambient mode, which routes, retries, splits and authorizes their requests. Without one, such services support only
 * connection-level (L4) features, and everything else is an error at synth. istiod deploys it. Pods of the services then only accept connections from the
 * waypoint, so that it can't be bypassed.
 *
 * @see https://istio.io/latest/docs/ambient/usage/waypoint/
 *
 * @example
 * const app = new App();
 * const shopMesh = new mesh.Mesh(app, 'mesh', {
 *   controlPlane: mesh.ControlPlane.inCluster({ ambient: true }),
 *   dataPlane: mesh.DataPlane.ambient(),
 *   outbound: mesh.OutboundTraffic.ALLOW_ANY,
 * });
 * const chart = new Chart(app, 'shop', { namespace: 'shop' });
 * shopMesh.enroll(chart);
 * new mesh.Waypoint(chart, 'waypoint', { replicas: 2 });
 */
export class Waypoint extends Emitted {
  /** Name of the Gateway, and of the service account of its pods. */
  public readonly waypointName: string;

  private readonly mesh: Mesh;
  private readonly model: WaypointModel;
  /** @internal */
  protected readonly _emitter: Emitter;
  private readonly namespaces = new Set<string>();

  /**
   * @throws when its chart isn't enrolled, when the namespace that it serves isn't in ambient mode or already has a waypoint, and when numbers contradict
   * each other
   */
  public constructor(scope: Construct, id: string, props: WaypointProps = {}) {
    super(scope, given('Waypoint', scope, id, props));
    const what = `waypoint '${this.node.path}'`;
    const home = MeshNamespace._of(this);
    if (!home) throw new Error(`${what} is not in a namespace of a mesh; call mesh.enroll(chart) on its chart first`);
    this.mesh = home.mesh;
    requireAmbient(this.mesh.controlPlane._driver, what);
    this.waypointName = names.dnsLabel(`the name of ${what}`, props.waypointName ?? id);
    if (this.waypointName === 'none') throw new Error(`${what}: the name 'none' is reserved and means no waypoint; use a different name`);
    if (props.replicas !== undefined && props.autoscaling) throw new Error(`${what} has both a fixed number of replicas and autoscaling; remove replicas or autoscaling`);
    for (const [name, n] of Object.entries({ 'replicas': props.replicas, 'minAvailable': props.minAvailable, 'autoscaling.minReplicas': props.autoscaling?.minReplicas, 'autoscaling.maxReplicas': props.autoscaling?.maxReplicas })) {
      if (n !== undefined && (!Number.isInteger(n) || n < 1)) throw new Error(`${what}: ${name} must be a whole number of at least 1, got: ${n}`);
    }
    const { minReplicas = 1, maxReplicas = Infinity } = props.autoscaling ?? {};
    if (minReplicas > maxReplicas) throw new Error(`${what}: autoscaling.minReplicas must be at most maxReplicas, ${maxReplicas}, got: ${minReplicas}`);
    const most = props.autoscaling ? minReplicas : props.replicas ?? 1;
    if (props.minAvailable !== undefined && props.minAvailable >= most) {
      throw new Error(`${what}: minAvailable is ${props.minAvailable} of ${most}, so a node that runs one of its Pods could never be drained; set more replicas, or a lower minAvailable`);
    }
    const r = props.resources;
    this.model = {
      path: this.node.path,
      mesh: this.mesh._model(),
      name: this.waypointName,
      namespace: home.namespaceName,
      revision: this.mesh.controlPlane.revision,
      traffic: TRAFFIC[props.traffic ?? WaypointTraffic.SERVICE],
      ingress: props.ingress ?? true,
      identity: { trustDomain: this.mesh.trustDomain, namespace: home.namespaceName, serviceAccount: this.waypointName },
      namespaces: this.namespaces,
      denyByDefault: home._model().denyByDefault,
      guarded: home._model().networkPolicies,
      labels: props.labels ?? {},
      annotations: props.annotations ?? {},
      replicas: props.replicas,
      autoscaling: props.autoscaling && { ...props.autoscaling, cpuPercent: props.autoscaling.cpuPercent ?? 80 },
      minAvailable: props.minAvailable,
      resources: r && {
        requests: { cpu: cpuQuantity(what, r.cpuRequest), memory: memoryQuantity(r.memoryRequest) },
        limits: { cpu: cpuQuantity(what, r.cpuLimit), memory: memoryQuantity(r.memoryLimit) },
      },
    };
    this._emitter = new Emitter(this, this.mesh._target(), { waypoint: this.model });
    this._emitter.sync();
    if (props.wholeNamespace ?? true) this.take(home);
    this.node.addValidation({ validate: () => (this.namespaces.size > 0 ? [] : [`${what} serves nothing; call serve or serveNamespace, or omit wholeNamespace`]) });
  }

  /** Identity of the waypoint's proxies. Pods of the services that the waypoint serves accept connections from this identity. */
  public get identity(): Identity {
    return Identity._from(this.model.identity);
  }

  /**
   * Serves services in any namespace, even if another waypoint serves the rest of that namespace. Calls to an external service that it serves leave
   * the mesh through it, and only declared callers are allowed.
   *
   * @param services services and external services that this app defines
   * @throws when one isn't in ambient mode, isn't created by this app, already has a waypoint, or has no address that a waypoint can serve
   */
  public serve(...services: ICallTarget[]): void {
    for (const service of services) {
      const s = service._callee();
      const what = `waypoint '${this.node.path}' can't serve ${s.external ? 'external ' : ''}service '${s.path}'`;
      if (s.mesh !== this.mesh._model()) throw new Error(`${what}, which is in another mesh; create a waypoint in that mesh`);
      if (!s.owned) throw new Error(`${what}, whose Service is not created by this app and so can't be labelled; add the label istio.io/use-waypoint: ${this.waypointName} where it is created`);
      if (s.waypoint) throw new Error(`${what}, which waypoint '${s.waypoint.path}' already serves; remove one of the two`);
      if (!s.external && dataPlaneOf(s) !== 'ambient') throw new Error(`${what}, whose pods aren't in ambient mode; set dataPlane: DataPlane.ambient() for the service, its namespace or the mesh`);
      if (s.external?.resolution === 'none') {
        const wildcard = s.hosts.find((h) => h.startsWith('*'));
        const resolution = wildcard === undefined ? 'Resolution.DNS' : `Resolution.DYNAMIC_DNS, or list the full host names instead of '${wildcard}'`;
        throw new Error(`${what}, whose addresses are not resolved: connections go to the address that the client chose; use ${resolution}`);
      }
      if (s.external?.via) throw new Error(`${what}, whose traffic leaves by egress gateway '${s.external.via.path}'; remove via`);
      if (s.headless && this.model.traffic === 'service') throw new Error(`${what}, which is headless, so clients call its Pods directly; set WaypointTraffic.ALL on the waypoint, or give the service an address (headless: false)`);
      this.agree(what, s.namespaceModel?.denyByDefault ?? false);
      this.namespaces.add(s.namespace);
      s.waypoint = this.model;
      s.changed();
    }
  }

  /**
   * Serves all services of another namespace.
   *
   * @param chart an enrolled chart of that namespace
   * @throws when the namespace isn't in ambient mode, or already has a waypoint
   */
  public serveNamespace(chart: Chart): void {
    const namespace = MeshNamespace._of(chart);
    if (!namespace || namespace.mesh !== this.mesh) throw new Error(`waypoint '${this.node.path}' can't serve chart '${chart.node.path}', which isn't enrolled in the waypoint's mesh; call mesh.enroll(chart) first`);
    this.take(namespace);
  }

  private take(namespace: MeshNamespace): void {
    const what = `waypoint '${this.node.path}' can't serve namespace '${namespace.namespaceName}'`;
    const { dataPlane, waypoint, denyByDefault } = namespace._model();
    if (dataPlane !== 'ambient') throw new Error(`${what}, whose pods aren't in ambient mode; set dataPlane: DataPlane.ambient() when you enroll it, or serve single services (wholeNamespace: false, and serve)`);
    if (waypoint) throw new Error(`${what}, which waypoint '${waypoint.path}' already serves; select single services for this one (wholeNamespace: false, and serve)`);
    this.agree(what, denyByDefault);
    this.namespaces.add(namespace.namespaceName);
    namespace._serveBy(this.model);
  }

  /** One policy for the whole waypoint authorizes requests to addresses other than a Service's. */
  private agree(what: string, denyByDefault: boolean): void {
    if (this.model.traffic !== 'service' && this.model.traffic !== 'none' && denyByDefault !== this.model.denyByDefault) {
      throw new Error(`${what}: calls to Pods through a waypoint have one default in all its namespaces, but ${denyByDefault ? 'only this namespace sets denyByDefault' : 'this namespace does not set denyByDefault, unlike the others'}; use the same denyByDefault in all of them, or WaypointTraffic.SERVICE`);
    }
  }
}
guarded(Waypoint, 'Waypoint');
