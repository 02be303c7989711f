import type { GoogleProject } from './project';
import * as names from '../grammar/names';
import { guarded } from '../guard/guard';

/**
 * A principal of Google Cloud IAM: a workload, all workloads of a namespace, of a cluster, or of a pool.
 *
 * @see https://cloud.google.com/iam/docs/workload-identities
 */
export class CloudPrincipal {
  /** The pods of one Kubernetes service account, in every cluster of the pool. */
  public static workload(pool: GoogleProject, namespace: string, serviceAccount: string): CloudPrincipal {
    names.dnsLabel('CloudPrincipal.workload: namespace', namespace);
    names.dnsName('CloudPrincipal.workload: serviceAccount', serviceAccount);
    return new CloudPrincipal(`principal:${base(pool)}/subject/ns/${namespace}/sa/${serviceAccount}`, `${namespace}-${serviceAccount}`);
  }

  /** The pods of a namespace, in every cluster of the pool. */
  public static namespace(pool: GoogleProject, namespace: string): CloudPrincipal {
    return new CloudPrincipal(`principalSet:${base(pool)}/namespace/${names.dnsLabel('CloudPrincipal.namespace: namespace', namespace)}`, `${namespace}-all`);
  }

  /**
   * All pods of a cluster.
   *
   * @param pool the project of the cluster
   * @param issuer `https://container.googleapis.com/v1/projects/P/locations/L/clusters/C`
   */
  public static cluster(pool: GoogleProject, issuer: string): CloudPrincipal {
    if (!/^https:\/\/container\.googleapis\.com\/v1\/projects\/[^/]+\/locations\/[^/]+\/clusters\/[^/]+$/.test(issuer)) {
      throw new Error(`CloudPrincipal.cluster: issuer must be https://container.googleapis.com/v1/projects/P/locations/L/clusters/C, got: '${issuer}'`);
    }
    return new CloudPrincipal(`principalSet:${base(pool)}/kubernetes.cluster/${issuer}`, `cluster-${issuer.split('/').pop()}`);
  }

  /** All workloads of a pool, in the older form that some services still require. */
  public static pool(pool: GoogleProject): CloudPrincipal {
    return new CloudPrincipal(`group:${pool.workloadPool}:/allAuthenticatedUsers/`, 'all-workloads');
  }

  private constructor(
    /** The member in IAM's syntax. */
    public readonly member: string,
    /** @internal */
    public readonly _label: string,
  ) {}
}
guarded(CloudPrincipal, 'CloudPrincipal');

function base(pool: GoogleProject): string {
  return `//iam.googleapis.com/projects/${pool.number}/locations/global/workloadIdentityPools/${pool.workloadPool}`;
}
