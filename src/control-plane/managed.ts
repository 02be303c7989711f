import { CertificateAuthority } from './certificate-authority';
import type { GatewayImplementation } from './gateway-implementation';
import { type Channel, IP_ALLOCATION_CHANNELS } from '../capability/dated-facts';
import * as names from '../grammar/names';
import type { ExtensionProvider } from '../istio/api/extension-provider';
import type { PathNormalization } from '../istio/api/mesh-traffic';
import type { ManagedModel } from '../model/managed';

/** Release channel of Google's managed control plane. It cannot be changed later. */
export enum ManagedChannel {
  /** Earliest versions; revision `asm-managed-rapid`. */
  RAPID = 'RAPID',
  /** Revision `asm-managed`. */
  REGULAR = 'REGULAR',
  /** Each version after the other channels; revision `asm-managed-stable`. */
  STABLE = 'STABLE',
}

/** Who installs and maintains the managed control plane. */
export enum ManagedManagement {
  /** Google installs and maintains it. */
  AUTOMATIC = 'AUTOMATIC',
  /** You create the ControlPlaneRevision; Google runs it. */
  MANUAL = 'MANUAL',
}

/**
 * Implementation of a managed mesh. Google chooses it for a whole fleet; `gcloud container fleet mesh describe` shows it.
 *
 * @see https://cloud.google.com/service-mesh/docs/overview
 */
export enum ManagedImplementation {
  /** The global Traffic Director; new fleets get it. */
  TRAFFIC_DIRECTOR = 'TRAFFIC_DIRECTOR',
  /** Managed istiod, in older fleets. Google deprecated it on 28 September 2026 and supports it until 1 March 2028. */
  ISTIOD = 'ISTIOD',
}

/** Format of access logs. */
export enum AccessLogFormat {
  /** Plain text lines. */
  TEXT = 'TEXT',
  /** One JSON object per line. */
  JSON = 'JSON',
}

/** Google's managed control plane. */
export interface ManagedControlPlaneProps {
  /**
   * Release channel.
   *
   * @default ManagedChannel.REGULAR
   */
  readonly channel?: ManagedChannel;
  /**
   * Who installs and maintains it.
   *
   * @default ManagedManagement.AUTOMATIC
   */
  readonly management?: ManagedManagement;
  /**
   * Expected implementation of the mesh. What it refuses or ignores is an error at synth; without an expectation, a warning. @default - unknown
   */
  readonly expect?: ManagedImplementation;
  /**
   * Whether namespaces have the label of the revision (`istio.io/rev: asm-managed`) instead of `istio-injection: enabled`.
   *
   * @default false
   */
  readonly revisionLabel?: boolean;
  /**
   * Whether Google upgrades the proxies too, restarting pods within their disruption budgets.
   *
   * @default true
   */
  readonly managedDataPlane?: boolean;
  /**
   * Whether Google installs the CNI plugin that redirects traffic. Only for `ManagedManagement.MANUAL`; otherwise Google always does.
   *
   * @default true
   */
  readonly managedCni?: boolean;
  /**
   * Whether the cluster is inside a VPC Service Controls perimeter; only for `ManagedManagement.MANUAL`.
   *
   * @default false
   */
  readonly vpcServiceControls?: boolean;
  /**
   * Implementation of Gateway API Gateways: Google Cloud load balancers (`GatewayImplementation.gke`), or load balancers in front of mesh proxies
   * (`GatewayImplementation.meshCloudGateway`, on managed istiod only). Routes between services still use Istio's API. @default - Istio's Gateways, each with
   * its own proxies
   */
  readonly gatewayImplementation?: GatewayImplementation;
  /**
   * Whether to create the namespace `istio-system` for the options of the control plane and the mesh-wide policies.
   *
   * @default true
   */
  readonly createNamespace?: boolean;
  /**
   * The certificate authority for workloads. A control plane reads this setting when it starts: with a CA other than Mesh CA, the folders of the fleet have
   * subfolders `phase-1` to `phase-4`; apply them in this order, each to all clusters.
   *
   * @default CertificateAuthority.meshCa()
   */
  readonly certificateAuthority?: CertificateAuthority;
  /**
   * File to which proxies write access logs: `/dev/stdout`.
   *
   * @default - no access logs except those of Cloud Logging
   */
  readonly accessLogFile?: string;
  /**
   * Format of access logs. Managed istiod only.
   *
   * @default AccessLogFormat.TEXT
   */
  readonly accessLogFormat?: AccessLogFormat;
  /**
   * Whether traces go to Cloud Trace.
   *
   * @default false
   */
  readonly tracing?: boolean;
  /**
   * Whether the control plane treats services with the same name in several clusters as one service. Written to the ConfigMap `asm-options`.
   *
   * @default - the fleet's setting
   */
  readonly endpointDiscovery?: boolean;
  /**
   * Whether hosts of ServiceEntries without an address get one, from 240.240.0.0/16, so that TCP services outside the mesh can be distinguished by host.
   * Written to the
   * ConfigMap `asm-options`. Traffic Director only, in the rapid channel. It only affects callers whose proxies answer DNS queries:
   * `sidecar: { proxyConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'true' } } }` of a service.
   *
   * @default false
   * @throws with another channel than RAPID, or if managed istiod is expected
   */
  readonly ipAutoAllocation?: boolean;
  /**
   * How paths are normalized before policies see them. Written to the mesh configuration of managed istiod. Traffic Director does not read that; with it,
   * this setting only declares what its proxies do. @default - unknown: a deny rule by path is a warning
   */
  readonly pathNormalization?: PathNormalization;
  /**
   * Hosts whose endpoints stay in their cluster, a `*.` prefix is allowed: exceptions to service sameness. Managed istiod only.
   *
   * @default - none
   */
  readonly clusterLocal?: string[];
  /**
   * Extension providers of the mesh configuration, such as external authorizers, which rules name: `service.authorizeWith(name)`. Managed istiod only.
   *
   * @default - none
   */
  readonly extensionProviders?: ExtensionProvider[];
}

function requireIpAllocation(what: string, { channel = ManagedChannel.REGULAR, expect }: ManagedControlPlaneProps): void {
  if (!IP_ALLOCATION_CHANNELS.includes(channel.toLowerCase() as Channel)) {
    throw new Error(`${what}: channel must be ManagedChannel.RAPID for ipAutoAllocation, the only channel that supports it, got: ${channel}; omit ipAutoAllocation, or set the addresses of ServiceEntries`);
  }
  if (expect === ManagedImplementation.ISTIOD) {
    throw new Error(`${what}: ipAutoAllocation is an option of Traffic Director, got: expect ${expect}; remove it (for istiod, use ISTIO_META_DNS_AUTO_ALLOCATE)`);
  }
}

/** @internal */
export function managedModel(props: ManagedControlPlaneProps): ManagedModel {
  const automatic = (props.management ?? ManagedManagement.AUTOMATIC) === ManagedManagement.AUTOMATIC;
  const what = 'ControlPlane.managed';
  if (automatic && props.vpcServiceControls) {
    throw new Error(`${what}: vpcServiceControls is set on the ControlPlaneRevision, which Google creates with ManagedManagement.AUTOMATIC; omit vpcServiceControls, or use MANUAL`);
  }
  if (automatic && props.managedCni === false) {
    throw new Error(`${what}: with ManagedManagement.AUTOMATIC the CNI plugin is always installed; omit managedCni, or use MANUAL`);
  }
  if (props.accessLogFormat !== undefined && props.accessLogFile === undefined) {
    throw new Error(`${what}: accessLogFormat has no effect without accessLogFile; set accessLogFile: '/dev/stdout' too`);
  }
  if (props.accessLogFormat !== undefined && props.expect === ManagedImplementation.TRAFFIC_DIRECTOR) {
    throw new Error(`${what}: accessLogFormat is not supported by Traffic Director, got: ${props.accessLogFormat}; omit it, or set expect: ManagedImplementation.ISTIOD`);
  }
  if (props.ipAutoAllocation) requireIpAllocation(what, props);
  const authority = (props.certificateAuthority ?? CertificateAuthority.meshCa())._model();
  if (authority.kind === 'elsewhere' || authority.kind === 'istiod') {
    throw new Error(`${what}: a managed control plane supports Google's certificate authorities only, got: CertificateAuthority.${authority.kind}(); use CertificateAuthority.meshCa(), .caService(…) or .workloadCertificates(…)`);
  }
  const clusterLocal = (props.clusterLocal ?? []).map((h) => names.host(`${what}: a host of clusterLocal`, h, { wildcard: true }));
  if (clusterLocal.length > 0 && props.expect !== ManagedImplementation.ISTIOD) {
    throw new Error(`${what}: cluster-local hosts are not supported by Traffic Director; use a different service name in each cluster, or set expect: ManagedImplementation.ISTIOD`);
  }
  const providers = props.extensionProviders ?? [];
  if (providers.length > 0 && props.expect !== ManagedImplementation.ISTIOD) {
    throw new Error(`${what}: extensionProviders must be empty unless managed istiod is expected, as Traffic Director does not read them, got: ${providers.length}; remove them, or set expect: ManagedImplementation.ISTIOD`);
  }
  return {
    channel: (props.channel ?? ManagedChannel.REGULAR).toLowerCase() as ManagedModel['channel'],
    automatic,
    implementation: props.expect && ({ TRAFFIC_DIRECTOR: 'traffic-director', ISTIOD: 'istiod' } as const)[props.expect],
    namesRevision: props.revisionLabel ?? false,
    dataPlane: props.managedDataPlane ?? true,
    cni: props.managedCni ?? true,
    vpcServiceControls: props.vpcServiceControls ?? false,
    authority,
    createNamespace: props.createNamespace ?? true,
    accessLogFile: props.accessLogFile,
    accessLogEncoding: props.accessLogFormat,
    tracing: props.tracing ?? false,
    endpointDiscovery: props.endpointDiscovery,
    ipAutoAllocation: props.ipAutoAllocation ?? false,
    pathNormalization: props.pathNormalization,
    clusterLocal,
    extensionProviders: providers.map((p) => p._render()),
  };
}
