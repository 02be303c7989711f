import { Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import type { Mesh } from './mesh';
import { type MutualTls, mtlsModel, OutboundTraffic } from './modes';
import { Emitter } from '../emit/emit';
import type { NamespaceModel } from '../model/mesh';
import * as names from '../model/names';

/** How a namespace takes part in a mesh. */
export interface EnrollOptions {
  /**
   * Whether the Namespace object is made here. `false` when it comes from elsewhere; its injection label is then yours to set.
   *
   * @default true
   */
  readonly createNamespace?: boolean;
  /**
   * Further labels of the Namespace.
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
   * Whether pods get a proxy.
   *
   * @default true
   */
  readonly inject?: boolean;
  /**
   * Whether plain text is refused.
   *
   * @default - as the mesh says
   */
  readonly mtls?: MutualTls;
  /**
   * Whether services take only the calls that were declared.
   *
   * @default - as the mesh says
   */
  readonly denyByDefault?: boolean;
  /**
   * What proxies do with traffic to hosts that nobody declared.
   *
   * @default - as the mesh says
   */
  readonly outbound?: OutboundTraffic;
  /**
   * Whether each proxy learns only of the services that its service calls.
   *
   * @default - as the mesh says
   */
  readonly scopeSidecars?: boolean;
}

/** An enrolled namespace. */
export interface MeshNamespaceProps extends EnrollOptions {
  /** The mesh that it belongs to. */
  readonly mesh: Mesh;
}

const ENROLLED = Symbol.for('cdk8s-mesh.MeshNamespace');

/** A namespace that belongs to a mesh. Usually made by `mesh.enroll(chart)`. */
export class MeshNamespace extends Construct {
  /** @internal */
  public static _find(scope: IConstruct): MeshNamespace | undefined {
    return (scope as any)[ENROLLED];
  }

  /** @internal */
  public static _of(scope: IConstruct): MeshNamespace | undefined {
    return [...scope.node.scopes].reverse().map((s) => MeshNamespace._find(s)).find((n) => n !== undefined);
  }

  /** The mesh that it belongs to. */
  public readonly mesh: Mesh;

  /** Name of the namespace. */
  public readonly namespaceName: string;

  private readonly model: NamespaceModel;

  public constructor(scope: Construct, id: string, props: MeshNamespaceProps) {
    const chart = Chart.of(scope);
    if (!chart.namespace) {
      throw new Error(`chart '${chart.node.path}' has no namespace to enroll; give it one: new Chart(app, '${chart.node.id}', { namespace: '…' })`);
    }
    const other = MeshNamespace._find(chart);
    if (other) {
      throw new Error(`chart '${chart.node.path}' is enrolled already, in mesh '${other.mesh.node.path}'; enroll it once`);
    }
    super(scope, id);
    this.mesh = props.mesh;
    this.namespaceName = names.dnsLabel(`the namespace of chart '${chart.node.path}'`, chart.namespace);
    const mesh = props.mesh._model();
    const before = props.mesh._register(this);
    this.model = before?._model() ?? {
      path: this.node.path,
      mesh,
      name: this.namespaceName,
      create: props.createNamespace ?? true,
      labels: props.labels ?? {},
      annotations: props.annotations ?? {},
      inject: props.inject ?? true,
      mtls: props.mtls && mtlsModel(props.mtls),
      denyByDefault: props.denyByDefault ?? mesh.denyByDefault,
      outbound: props.outbound === undefined ? mesh.outbound : props.outbound === OutboundTraffic.REGISTRY_ONLY ? 'registry-only' : 'allow-any',
      scopeSidecars: props.scopeSidecars ?? mesh.scopeSidecars,
    };
    if (before) {
      const given = Object.entries(props).filter(([k, v]) => k !== 'mesh' && v !== undefined).map(([k]) => k);
      if (given.length > 0) {
        throw new Error(`namespace '${this.namespaceName}' is enrolled already by '${before.node.path}', which sets its options; leave ${given.join(', ')} out here`);
      }
    }
    Object.defineProperty(chart, ENROLLED, { value: this });
    if (!before) {
      new Emitter(this, props.mesh._plane(), { namespace: this.model }).sync();
    }
  }

  /** @internal */
  public _model(): NamespaceModel {
    return this.model;
  }
}
