import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { ConfigSync } from './config-sync';
import { NAMESPACE, readAs } from './delivery';
import { Fleet } from './fleet';
import { emit } from '../emit/emit';
import * as names from '../grammar/names';
import { given } from '../guard/guard';

/** A namespace with its own source. */
export interface RepoSyncProps {
  /** The source of the namespace's objects: the folder itself, without folders for clusters. Its Secret, if it needs one, is `git-creds` in the namespace. */
  readonly source: ConfigSync;
  /**
   * Name of the object. A namespace may have several.
   *
   * @default repo-sync
   */
  readonly syncName?: string;
  /**
   * ClusterRole with which the RepoSync applies objects in the namespace.
   *
   * @default edit
   */
  readonly clusterRole?: string;
  /**
   * Whether the RepoSync may also apply objects of Istio's APIs and Gateway API, which `edit` does not include.
   *
   * @default true
   */
  readonly meshObjects?: boolean;
}

/** APIs of a mesh whose objects a team writes in its namespace. */
const MESH_APIS = ['networking.istio.io', 'security.istio.io', 'telemetry.istio.io', 'extensions.istio.io', 'gateway.networking.k8s.io'];

const RBAC = 'rbac.authorization.k8s.io';

/**
 * Lets a namespace pull objects from its team's repository, in addition to what the fleet applies: a RepoSync of Config Sync, and the RBAC of its reconciler.
 * It uses the chart's namespace; the cluster must have Config Sync (the fleet's `configSync`).
 *
 * @see https://cloud.google.com/kubernetes-engine/config-sync/docs/how-to/multiple-repositories
 *
 * @example
 * declare const payments: Chart; // under a cluster of a fleet
 * new mesh.RepoSync(payments, 'own', {
 *   source: mesh.ConfigSync.git({ repository: 'https://git.example.com/payments.git', folder: 'deploy', auth: mesh.ConfigSyncAuth.token() }),
 * });
 */
export class RepoSync extends Construct {
  /** Name of the object. */
  public readonly syncName: string;

  /** Namespace that the RepoSync keeps up to date. */
  public readonly namespace: string;

  /** Service account of the RepoSync's reconciler, in `config-management-system`. */
  public readonly reconciler: string;

  /** @throws outside a cluster of a fleet, in a system namespace, and for a source with cluster-wide Config Sync options */
  public constructor(scope: Construct, id: string, props: RepoSyncProps) {
    super(scope, given('RepoSync', scope, id, props));
    const what = `the RepoSync '${this.node.path}'`;
    const fleet = Fleet.of(this);
    const cluster = fleet.clusters.find((c) => this.node.scopes.includes(c));
    if (!cluster) {
      throw new Error(`${what} is not under a cluster of the fleet; create its chart under a cluster`);
    }
    this.namespace = names.dnsLabel(`the namespace of ${what}`, Chart.of(this).namespace ?? '');
    if (this.namespace === NAMESPACE) {
      throw new Error(`${what}: namespace '${NAMESPACE}' is reserved for Config Sync; set the chart's namespace to the namespace that is synced`);
    }
    this.syncName = names.dnsLabel(`the name of ${what}`, props.syncName ?? 'repo-sync');
    this.reconciler = this.syncName === 'repo-sync' ? `ns-reconciler-${this.namespace}` : `ns-reconciler-${this.namespace}-${this.syncName}-${this.syncName.length}`;
    if (this.reconciler.length > 63) {
      throw new Error(`${what}: its reconciler would be named '${this.reconciler}', which is longer than 63 characters, so Config Sync would not start it; shorten syncName`);
    }
    const spec = props.source._repoSync(what);
    const { namespace, syncName } = this;
    emit(this, { id: 'RepoSync', apiVersion: 'configsync.gke.io/v1beta1', kind: 'RepoSync', name: syncName, namespace, render: () => ({ spec }) });
    this.binding('applies', { kind: 'ClusterRole', name: names.dnsName(`the ClusterRole of ${what}`, props.clusterRole ?? 'edit') });
    if (props.meshObjects ?? true) {
      const name = `${syncName}-mesh`;
      emit(this, { id: 'Role', apiVersion: `${RBAC}/v1`, kind: 'Role', name, namespace, render: () => ({ rules: [{ apiGroups: MESH_APIS, resources: ['*'], verbs: ['*'] }] }) });
      this.binding('mesh', { kind: 'Role', name });
    }
    readAs(fleet, cluster, props.source, this.reconciler, `config-sync-${cluster.clusterName}-${namespace}-${syncName}`);
  }

  private binding(suffix: string, role: { readonly kind: string; readonly name: string }): void {
    emit(this, {
      id: `RoleBinding-${suffix}`,
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      name: `${this.syncName}-${suffix}`,
      namespace: this.namespace,
      render: () => ({ roleRef: { apiGroup: RBAC, ...role }, subjects: [{ kind: 'ServiceAccount', name: this.reconciler, namespace: NAMESPACE }] }),
    });
  }
}
