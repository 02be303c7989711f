import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { FleetCluster } from './cluster';
import { type ConfigSync, ConfigSyncForm } from './config-sync';
import { FleetFeature } from './feature';
import type { Fleet } from './fleet';
import { emit } from '../emit/emit';
import { CloudResource } from '../google/cloud-resource';

/** The namespace of Config Sync, and of the service accounts that read a source for it. */
export const NAMESPACE = 'config-management-system';

/** Makes a cluster pull its own folder. */
export function deliverTo(fleet: Fleet, cluster: FleetCluster, sync: ConfigSync): void {
  const { clusterName } = cluster;
  fleet._features.setUp(FleetFeature.CONFIG_MANAGEMENT, cluster, () => ({ configmanagement: sync._membership(clusterName) }));
  if (sync._form === ConfigSyncForm.ROOT_SYNC) {
    rootSync(cluster, clusterName, sync);
  }
  // the source is read with a Config Sync service account named after the RootSync
  readAs(fleet, cluster, sync, sync._form === ConfigSyncForm.ROOT_SYNC ? `root-reconciler-${clusterName}` : 'root-reconciler', `config-sync-${clusterName}`);
}

/** Allows the reconciler of a source to impersonate the source's Google service account, if it has one. */
export function readAs(fleet: Fleet, cluster: FleetCluster, { _account: email }: ConfigSync, reader: string, name: string): void {
  if (email === undefined) return;
  const account = CloudResource.external('iam.cnrm.cloud.google.com/v1beta1', 'IAMServiceAccount', `projects/${email.split('@')[1].split('.')[0]}/serviceAccounts/${email}`);
  fleet._grants.to(`serviceAccount:${cluster.workloadPool}[${NAMESPACE}/${reader}]`, name, 'roles/iam.workloadIdentityUser', account);
}

/** The RootSync of a cluster, in its own file. */
export function rootSync(scope: Construct, name: string, sync: ConfigSync): void {
  const chart = new Chart(scope, 'config-sync', { namespace: NAMESPACE });
  emit(chart, { id: 'RootSync', apiVersion: 'configsync.gke.io/v1beta1', kind: 'RootSync', name, namespace: NAMESPACE, render: () => ({ spec: sync._rootSync(name) }) });
}
