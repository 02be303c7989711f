import { createHash } from 'crypto';
import { type ApiObject, Chart } from 'cdk8s';
import { ApplyOrder } from './order';
import { emit } from '../emit/emit';
import type { GoogleProject } from '../google/project';
import { trimEnd } from '../grammar/trim';
import { GcloudCommands } from '../synth/gcloud';
import { markPhase } from '../synth/place';

/** The Config Connector kinds for a fleet: their group, version, and phase when applied in waves. */
const KINDS = {
  Service: ['serviceusage.cnrm.cloud.google.com/v1beta1', 0],
  ContainerAttachedCluster: ['containerattached.cnrm.cloud.google.com/v1beta1', 1],
  GKEHubFeature: ['gkehub.cnrm.cloud.google.com/v1beta1', 1],
  GKEHubMembership: ['gkehub.cnrm.cloud.google.com/v1beta1', 1],
  GKEHubScope: ['gkehub.cnrm.cloud.google.com/v1alpha1', 1],
  GKEHubFeatureMembership: ['gkehub.cnrm.cloud.google.com/v1beta1', 2],
  GKEHubMembershipBinding: ['gkehub.cnrm.cloud.google.com/v1alpha1', 2],
  GKEHubNamespace: ['gkehub.cnrm.cloud.google.com/v1alpha1', 2],
  GKEHubScopeRBACRoleBinding: ['gkehub.cnrm.cloud.google.com/v1alpha1', 2],
  IAMPolicyMember: ['iam.cnrm.cloud.google.com/v1beta1', 3],
  IAMPartialPolicy: ['iam.cnrm.cloud.google.com/v1beta1', 3],
} as const;

/** An object of the management cluster. */
export interface HubObject {
  readonly kind: keyof typeof KINDS;
  readonly name: string;
  readonly labels?: { readonly [name: string]: string };
  readonly annotations?: { readonly [name: string]: string };
  /** Set for objects that enable the service mesh: a separate chart, which is applied after the clusters' options. */
  readonly mesh?: boolean;
  /** Objects that must be applied before. */
  readonly after?: readonly ApiObject[];
  spec(): { readonly [field: string]: unknown };
}

/** The phase in which the service mesh is enabled: after the clusters' options and before the objects that need it. */
const MESH_PHASE = 3;

/** The objects of the cluster that runs Config Connector. Each is created once. */
export class Hub {
  private readonly made = new Map<string, ApiObject>();

  private home?: Chart;

  /** @param make creates the chart of its objects, with the first of them */
  public constructor(private readonly make: () => Chart, private readonly project: GoogleProject, private readonly order: ApplyOrder) {}

  private get chart(): Chart {
    return this.home ??= this.make();
  }

  public emit(o: HubObject): ApiObject {
    const id = `${o.kind}-${o.name}`;
    const before = this.made.get(id);
    if (before) {
      return before;
    }
    const [apiVersion, wave] = KINDS[o.kind];
    const annotations: { [name: string]: string } = { ...o.annotations };
    if (this.order === ApplyOrder.ARGO_CD) {
      annotations['argocd.argoproj.io/sync-wave'] = String(wave);
    }
    if (this.order === ApplyOrder.CONFIG_SYNC && o.after?.length) {
      annotations['config.kubernetes.io/depends-on'] = o.after.map((a) => `${a.apiGroup}/namespaces/${this.chart.namespace}/${a.kind}/${a.name}`).join(',');
    }
    const object = emit(o.mesh ? this.meshChart : this.chart, {
      id,
      apiVersion,
      kind: o.kind,
      name: o.name,
      namespace: this.chart.namespace!,
      labels: o.labels,
      annotations: Object.keys(annotations).length > 0 ? annotations : undefined,
      render: () => ({ spec: o.spec() }),
    });
    this.made.set(id, object);
    return object;
  }

  /** The chart of the objects that enable the service mesh. */
  private get meshChart(): Chart {
    const { scope } = this.chart.node;
    return scope!.node.tryFindChild('service-mesh') as Chart | undefined ?? markPhase(new Chart(scope!, 'service-mesh', { namespace: this.chart.namespace }), MESH_PHASE);
  }

  /** A gcloud command for what Config Connector can't do. */
  public command(text: string): void {
    GcloudCommands.of(this.chart).add(text);
  }

  /** An API that must be enabled. It is not disabled again when the object is deleted. */
  public api(name: string, project: GoogleProject = this.project): ApiObject {
    return this.emit({
      kind: 'Service',
      name: project === this.project ? name : `${project.id}-${name}`,
      annotations: { 'cnrm.cloud.google.com/project-id': project.id, 'cnrm.cloud.google.com/deletion-policy': 'abandon' },
      spec: () => ({ resourceID: name }),
    });
  }
}

/** A name for an object of the management cluster: the readable part of its parts, and a digest of all of them. */
export function uniqueName(...parts: string[]): string {
  const digest = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 8);
  const readable = trimEnd(parts.join('-').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+/, '').slice(0, 54), '-');
  return `${readable}-${digest}`;
}
