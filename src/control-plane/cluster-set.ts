import type { ManagedModel } from '../model/managed';
import type { ClusterSetModel } from '../model/service';

/** How a control plane handles the multi-cluster hosts of services in a fleet. */
export interface ClusterSetFacts extends Pick<ClusterSetModel, 'by' | 'refused'> {
  /** Group and version of the exports that istiod reads; undefined if it reads none, and merges services of the same name. */
  readonly exports?: string;
}

/** Google's control plane merges endpoints under a service's own host, unless configured otherwise. */
export function managedClusterSet(managed: ManagedModel, host: string): ClusterSetFacts {
  const local = managed.clusterLocal.find((h) => h === host || (h.startsWith('*.') && host.endsWith(h.slice(1))));
  return {
    by: 'alias',
    refused: managed.endpointDiscovery === false ? 'the control plane does not discover endpoints in other clusters (endpointDiscovery: false); remove that'
      : local !== undefined ? `its endpoints stay in their own cluster (clusterLocal: '${local}'); remove that` : undefined,
  };
}

/** An istiod with these feature flags. If it reads exports (`ENABLE_MCS_SERVICE_DISCOVERY`), it may also know the hosts (`ENABLE_MCS_HOST`). */
export function istiodClusterSet(env: { readonly [name: string]: unknown } = {}): ClusterSetFacts {
  const on = (name: string) => /^(1|t|true)$/i.test(String(env[name] ?? ''));
  if (!on('ENABLE_MCS_SERVICE_DISCOVERY')) return { by: 'alias' };
  const exports = `${env.MCS_API_GROUP ?? 'multicluster.x-k8s.io'}/${env.MCS_API_VERSION ?? 'v1alpha1'}`;
  return { by: on('ENABLE_MCS_HOST') ? 'import' : 'alias', exports };
}
