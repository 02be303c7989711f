import type { GkeFacts } from './registration';
import { ControlPlane } from '../control-plane/control-plane';
import type { GoogleProject } from '../google/project';
import { LocalityLoadBalancing } from '../istio/locality';

/** Google's build of Istio, with Mesh CA and the identities of a fleet. */
export function googleInCluster(what: string, version: string, fleet: GoogleProject, aliases: readonly string[], gke: GkeFacts, issuer: string): ControlPlane {
  const match = /^(\d+)\.(\d+)\.(\d+)-asm\.(\d+)$/.exec(version);
  if (!match) {
    throw new Error(`${what}: the version of Google's Istio must be of the form X.Y.Z-asm.N, got: '${version}'`);
  }
  const [, major, minor, point, build] = match;
  return ControlPlane.inCluster({
    revision: `asm-${major}${minor}${point}-${build}`,
    istiod: {
      images: { hub: 'gke.gcr.io/asm', tag: version },
      autoscaling: { minReplicas: 2 },
      // tokens of pods are for the fleet's pool, which Mesh CA asks about
      env: { TOKEN_AUDIENCES: `istio-ca,${fleet.workloadPool}` },
      certificates: { caAddress: 'meshca.googleapis.com:443', tokenAudience: fleet.workloadPool, stsPort: 15463 },
      multiCluster: {
        meshId: fleet.meshId,
        network: `${gke.project.id}-${gke.network.split('/').pop()}`,
        clusterName: `cn-${gke.project.id}-${gke.location}-${gke.id}`,
      },
      meshConfig: {
        trustDomain: fleet.workloadPool,
        trustDomainAliases: [...aliases],
        localityLb: LocalityLoadBalancing.disabled(),
        defaultConfig: {
          proxyMetadata: {
            CA_PROVIDER: 'GoogleCA',
            PLUGINS: 'GoogleTokenExchange',
            GCP_METADATA: `${gke.project.id}|${gke.project.number}|${gke.id}|${gke.location}`,
            GKE_CLUSTER_URL: issuer,
          },
        },
      },
    },
  });
}
