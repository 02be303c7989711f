import type { GkeFacts } from './registration';
import { CertificateAuthority } from '../control-plane/certificate-authority';
import { ControlPlane } from '../control-plane/control-plane';
import type { GoogleProject } from '../google/project';
import { LocalityLoadBalancing } from '../istio/api/locality';
import { Tracer } from '../istio/api/proxy-tracing';
import type { AuthorityModel } from '../model/managed';

/** Google's build of Istio in a GKE cluster. */
export interface InClusterControlPlaneOptions {
  /**
   * The certificate authority for workloads: `CertificateAuthority.meshCa()`, `.caService(…)` or `.istiod()`.
   *
   * @default CertificateAuthority.meshCa()
   */
  readonly certificateAuthority?: CertificateAuthority;
  /**
   * Whether proxies and istiod report to Cloud Monitoring and Cloud Logging, which the console of Cloud Service Mesh uses. Without it, metrics are only
   * available to Prometheus.
   *
   * @default true
   */
  readonly cloudMonitoring?: boolean;
  /**
   * Whether proxies send traces to Cloud Trace.
   *
   * @default false
   */
  readonly cloudTracing?: boolean;
  /**
   * File to which proxies write access logs: `/dev/stdout`.
   *
   * @default - none
   */
  readonly accessLogFile?: string;
}

/** Properties of the fleet and the cluster for the configuration of istiod and proxies. */
export interface InClusterFacts {
  readonly fleet: GoogleProject;
  readonly aliases: readonly string[];
  readonly gke: GkeFacts;
  /** Issuer of the tokens of the cluster's service accounts. */
  readonly issuer: string;
}

/** Google's build of Istio, with Google's telemetry and the identities of a fleet. */
export function googleInCluster(what: string, version: string, { fleet, aliases, gke, issuer }: InClusterFacts, options: InClusterControlPlaneOptions = {}): ControlPlane {
  const match = /^(\d+)\.(\d+)\.(\d+)-asm\.(\d+)$/.exec(version);
  if (!match) {
    throw new Error(`${what}: the version of Google's build of Istio must be of the form X.Y.Z-asm.N, got: '${version}'`);
  }
  const [, major, minor, point, build] = match;
  const authority = signer(what, (options.certificateAuthority ?? CertificateAuthority.meshCa())._model());
  const monitoring = options.cloudMonitoring ?? true;
  const metadata = {
    GCP_METADATA: `${gke.project.id}|${gke.project.number}|${gke.id}|${gke.location}`,
    GKE_CLUSTER_URL: issuer,
  };
  return ControlPlane.inCluster({
    revision: `asm-${major}${minor}${point}-${build}`,
    istiod: {
      images: { hub: 'gke.gcr.io/asm', tag: version },
      autoscaling: { minReplicas: 2 },
      env: {
        // tokens of pods have the fleet's pool as audience, as Google's CAs require
        TOKEN_AUDIENCES: `istio-ca,${fleet.workloadPool}`,
        PILOT_ENABLE_CROSS_CLUSTER_WORKLOAD_ENTRY: 'true',
        ENABLE_STACKDRIVER_MONITORING: `${monitoring}`,
        ...metadata,
      },
      certificates: authority.caAddress === undefined ? undefined : { caAddress: authority.caAddress, tokenAudience: fleet.workloadPool, stsPort: 15463 },
      multiCluster: {
        meshId: fleet.meshId,
        network: `${gke.project.id}-${gke.network.split('/').pop()}`,
        clusterName: `cn-${gke.project.id}-${gke.location}-${gke.id}`,
      },
      values: monitoring ? { telemetry: { v2: { prometheus: { enabled: false }, stackdriver: { enabled: true } } } } : undefined,
      meshConfig: {
        trustDomain: fleet.workloadPool,
        trustDomainAliases: [...aliases],
        localityLb: LocalityLoadBalancing.disabled(),
        accessLogFile: options.accessLogFile,
        enableTracing: options.cloudTracing,
        defaultConfig: {
          tracing: options.cloudTracing ? { tracer: Tracer.stackdriver() } : undefined,
          proxyMetadata: { ...authority.proxyMetadata, ...metadata, GCE_METADATA_HOST: 'metadata.google.internal' },
        },
      },
    },
  });
}

/** Which CA the proxies use, and how they authenticate to it. */
function signer(what: string, { kind, pool, template }: AuthorityModel): { readonly caAddress?: string; readonly proxyMetadata: { readonly [name: string]: string } } {
  switch (kind) {
    case 'mesh-ca':
      return { caAddress: 'meshca.googleapis.com:443', proxyMetadata: { CA_PROVIDER: 'GoogleCA', PLUGINS: 'GoogleTokenExchange' } };
    case 'ca-service': {
      const { project, location, name } = pool!;
      const address = `projects/${project}/locations/${location}/caPools/${name}`;
      return { caAddress: template === undefined ? address : `${address}:${template}`, proxyMetadata: { CA_PROVIDER: 'GoogleCAS', PLUGINS: 'GoogleTokenExchange' } };
    }
    case 'istiod':
      return { proxyMetadata: { CA_PROVIDER: 'Citadel' } };
    default:
      throw new Error(`${what}: an in-cluster istiod does not use the workload certificates that GKE provides, got: certificateAuthority of kind '${kind}'; use CertificateAuthority.meshCa(), .caService(…) or .istiod()`);
  }
}
