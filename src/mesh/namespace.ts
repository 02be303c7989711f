import { Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import type { Mesh } from './mesh';
import { checkState } from '../check/attach';
import { AdoptionStage, type StageSettings, stageSettings } from '../control-plane/adoption';
import type { DataPlane } from '../control-plane/data-plane';
import { requireAmbient, requireNetworkPolicies } from '../control-plane/driver';
import { type MutualTls, mtlsModel, OutboundTraffic } from '../control-plane/modes';
import { Emitter } from '../emit/emit';
import * as names from '../grammar/names';
import { given } from '../guard/guard';
import type { NamespaceModel } from '../model/mesh';
import type { WaypointModel } from '../model/waypoint';

/** How a namespace joins a mesh. */
export interface EnrollOptions {
  /**
   * Whether the Namespace object is created here. With `false`, create it elsewhere, with the injection label.
   *
   * @default true
   */
  readonly createNamespace?: boolean;
  /**
   * Additional labels of the Namespace.
   *
   * @default - none
   */
  readonly labels?: { readonly [name: string]: string };
  /**
   * Annotations of the Namespace.
   *
   * @default - none
   */
  readonly annotations?: { readonly [name: string]: string };
  /**
   * How the namespace's pods join the mesh.
   *
   * @default - the mesh's setting
   */
  readonly dataPlane?: DataPlane;
  /**
   * Whether pods get a sidecar.
   *
   * @default true, except in ambient mode
   */
  readonly inject?: boolean;
  /**
   * Whether plaintext is refused.
   *
   * @default - the mesh's setting
   */
  readonly mtls?: MutualTls;
  /**
   * Whether services accept only declared calls.
   *
   * @default - the mesh's setting
   */
  readonly denyByDefault?: boolean;
  /**
   * What proxies do with traffic to undeclared hosts.
   *
   * @default - the mesh's setting
   */
  readonly outbound?: OutboundTraffic;
  /**
   * Whether each proxy knows only the services that its service calls.
   *
   * @default - same as denyByDefault, if that is set here; otherwise the mesh's setting
   */
  readonly scopeSidecars?: boolean;
  /**
   * Adoption stage of the namespace: a default for `mtls`, `scopeSidecars`, `outbound` and `denyByDefault`, which can be overridden one by one.
   *
   * @default - the mesh's setting
   */
  readonly stage?: AdoptionStage;
  /**
   * Whether NetworkPolicies block undeclared traffic of the namespace's pods, like the mesh's policies: see `MeshProps.networkPolicies`.
   *
   * @default - the mesh's setting
   */
  readonly networkPolicies?: boolean;
  /**
   * Hosts that the namespace's proxies may call in addition to declared calls, in the form of a Sidecar: `NAMESPACE/HOST`. The hosts of the mesh's extension providers
   * are included automatically if the control plane's configuration is known.
   *
   * @default - none
   */
  readonly sidecarHosts?: string[];
}

/** An enrolled namespace. */
export interface MeshNamespaceProps extends EnrollOptions {
  /** The mesh to which the namespace belongs. */
  readonly mesh: Mesh;
}

const ENROLLED = Symbol.for('cdk8s-mesh.MeshNamespace');

/** A namespace that belongs to a mesh. Usually created by `mesh.enroll(chart)`. */
export class MeshNamespace extends Construct {
  /** @internal */
  public static _find(scope: IConstruct): MeshNamespace | undefined {
    return (scope as any)[ENROLLED];
  }

  /** @internal */
  public static _of(scope: IConstruct): MeshNamespace | undefined {
    return [...scope.node.scopes].reverse().map((s) => MeshNamespace._find(s)).find((n) => n !== undefined);
  }

  /** The mesh to which the namespace belongs. */
  public readonly mesh: Mesh;

  /** Name of the namespace. */
  public readonly namespaceName: string;

  private readonly model: { -readonly [K in keyof NamespaceModel]: NamespaceModel[K] };

  public constructor(scope: Construct, id: string, props: MeshNamespaceProps) {
    given('MeshNamespace', scope, id, props);
    const chart = Chart.of(scope);
    if (!chart.namespace) {
      throw new Error(`chart '${chart.node.path}' has no namespace to enroll; set one: new Chart(app, '${chart.node.id}', { namespace: '…' })`);
    }
    const other = MeshNamespace._find(chart);
    if (other) {
      throw new Error(`chart '${chart.node.path}' is already enrolled, in mesh '${other.mesh.node.path}'; enroll it once`);
    }
    super(scope, id);
    this.mesh = props.mesh;
    this.namespaceName = names.dnsLabel(`the namespace of chart '${chart.node.path}'`, chart.namespace);
    const mesh = props.mesh._model();
    if (this.namespaceName === mesh.rootNamespace) {
      throw new Error(`namespace '${this.namespaceName}' is the root namespace of mesh '${mesh.path}': its policies apply to all namespaces, so it can't be enrolled by itself; `
        + 'create its constructs under the mesh: new IngressGateway(mesh, …)');
    }
    const dataPlane = props.dataPlane?._model() ?? mesh.dataPlane;
    if (dataPlane === 'ambient') {
      requireAmbient(props.mesh.controlPlane._driver, `namespace '${this.namespaceName}'`);
    }
    if (props.inject !== undefined && dataPlane !== 'sidecar') {
      throw new Error(`namespace '${this.namespaceName}': inject applies to sidecars only; remove inject, or set dataPlane: DataPlane.sidecar() (DataPlane.none() excludes pods from ambient mode)`);
    }
    if (props.networkPolicies) requireNetworkPolicies(props.mesh.controlPlane._driver, `namespace '${this.namespaceName}'`);
    const stage: Partial<StageSettings> = props.stage ? stageSettings(props.stage) : {};
    const denyByDefault = props.denyByDefault ?? stage.denyByDefault;
    const scoped = stage.scopeSidecars ?? denyByDefault;
    const outbound = props.outbound ?? stage.outbound;
    const mtls = props.mtls ?? stage.mtls;
    const before = props.mesh._register(this);
    this.model = before?.model ?? {
      path: this.node.path,
      mesh,
      name: this.namespaceName,
      create: props.createNamespace ?? true,
      labels: props.labels ?? {},
      annotations: props.annotations ?? {},
      dataPlane,
      inject: dataPlane === 'sidecar' && (props.inject ?? true),
      mtls: mtls && mtlsModel(mtls),
      denyByDefault: denyByDefault ?? mesh.denyByDefault,
      networkPolicies: props.networkPolicies ?? mesh.networkPolicies,
      sidecarHosts: sidecarHosts(`namespace '${this.namespaceName}'`, props.sidecarHosts),
      outbound: outbound === undefined ? mesh.outbound : outbound === OutboundTraffic.REGISTRY_ONLY ? 'registry-only' : 'allow-any',
      scopeSidecars: props.scopeSidecars ?? (scoped !== undefined || dataPlane !== mesh.dataPlane ? dataPlane === 'sidecar' && (scoped ?? mesh.denyByDefault) : mesh.scopeSidecars),
    };
    if (before) {
      const options = Object.entries(props).filter(([k, v]) => k !== 'mesh' && v !== undefined).map(([k]) => k);
      if (options.length > 0) {
        throw new Error(`namespace '${this.namespaceName}' is already enrolled by '${before.node.path}', which sets its options; remove ${options.join(', ')} here`);
      }
    }
    Object.defineProperty(chart, ENROLLED, { value: this });
    if (!before) {
      if (!this.model.create && dataPlane !== 'none' && (dataPlane === 'ambient' || this.model.inject)) {
        checkState(this).addFacts({ enrolled: { [this.namespaceName]: dataPlane } });
      }
      new Emitter(this, props.mesh._target(), { namespace: this.model }).sync();
      props.mesh._enrolled(this.namespaceName);
    }
  }

  /**
   * Sets the waypoint for calls to the namespace's services.
   *
   * @internal
   */
  public _serveBy(waypoint: WaypointModel): void {
    this.model.waypoint = waypoint;
    this.mesh._changed(this.model);
  }

  /** @internal */
  public _model(): NamespaceModel {
    return this.model;
  }
}

const IMPORT = /^(\*|\.|[a-z0-9]([-a-z0-9]*[a-z0-9])?)\/\S+$/;

/** @internal */
export function sidecarHosts(what: string, hosts: readonly string[] = []): readonly string[] {
  return hosts.map((host) => {
    if (!IMPORT.test(host)) {
      throw new Error(`${what}: each entry of sidecarHosts must be of the form 'NAMESPACE/HOST', such as 'observability/collector.observability.svc.cluster.local', got: '${host}'`);
    }
    names.host(`${what}: the host of '${host}' in sidecarHosts`, host.slice(host.indexOf('/') + 1), { wildcard: true, any: true });
    return host;
  });
}
