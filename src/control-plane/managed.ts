import { CertificateAuthority } from './certificate-authority';
import type { GatewayImplementation } from './gateway-implementation';
import { type Channel, IP_ALLOCATION_CHANNELS } from '../capability/dated-facts';
import * as names from '../grammar/names';
import type { PathNormalization } from '../istio/mesh-traffic';
import type { ManagedModel } from '../model/managed';

/** Release channel of Google's managed control plane. It cannot be changed later. */
export enum ManagedChannel {
  /** Earliest versions; revision `asm-managed-rapid`. */
  RAPID = 'RAPID',
  /** Revision `asm-managed`. */
  REGULAR = 'REGULAR',
  /** Latest versions, after the others; revision `asm-managed-stable`. */
  STABLE = 'STABLE',
}

/** Who installs and maintains the managed control plane. */
export enum ManagedManagement {
  /** Google does both. */
  AUTOMATIC = 'AUTOMATIC',
  /** You author the ControlPlaneRevision; Google runs it. */
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

/** How access logs are written. */
export enum AccessLogFormat {
  /** Lines for people. */
  TEXT = 'TEXT',
  /** One JSON object a line. */
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
   * Implementation that is expected to serve the mesh. What it refuses or ignores is an error at synth; without an expectation, a warning.
   *
   * @default - not known
   */
  readonly expect?: ManagedImplementation;
  /**
   * Whether namespaces are labelled with the revision (`istio.io/rev: asm-managed`), not with `istio-injection: enabled`.
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
   * Who serves gateways, as Gateways of Gateway API: load balancers of Google Cloud (`GatewayImplementation.gke`), or such with proxies of the mesh
   * behind them (`GatewayImplementation.meshCloudGateway`, on managed istiod only). Routes between services stay in Istio's API.
   *
   * @default - Istio's Gateways, with proxies that are deployed with each
   */
  readonly gatewayImplementation?: GatewayImplementation;
  /**
   * Whether the namespace `istio-system` is made, which the options of the control plane and the policies of the mesh go to.
   *
   * @default true
   */
  readonly createNamespace?: boolean;
  /**
   * Who signs the certificates of workloads. A control plane reads it when it comes up: with another authority than Mesh CA, the folders of the
   * fleet have subfolders `phase-1` to `phase-4`, which are applied in this order over all clusters.
   *
   * @default CertificateAuthority.meshCa()
   */
  readonly certificateAuthority?: CertificateAuthority;
  /**
   * File to which proxies write access logs: `/dev/stdout`.
   *
   * @default - no access logs beside those of Cloud Logging
   */
  readonly accessLogFile?: string;
  /**
   * How access logs are written. Managed istiod only.
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
   * Whether services of one name in several clusters are one service, found by the control plane. Written to the ConfigMap `asm-options`.
   *
   * @default - as the fleet has it
   */
  readonly endpointDiscovery?: boolean;
  /**
   * Whether hosts of ServiceEntries without an address get one, from 240.240.0.0/16, so that TCP services outside the mesh are told apart by host. Written to the
   * ConfigMap `asm-options`. Traffic Director only, in the rapid channel. It helps callers whose proxies answer DNS queries:
   * `sidecar: { proxyConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'true' } } }` of a service.
   *
   * @default false
   * @throws with another channel than RAPID, or where managed istiod is expected
   */
  readonly ipAutoAllocation?: boolean;
  /**
   * How paths are normalized before policies see them. Written to the mesh configuration of managed istiod; Traffic Director does not read it from there;
   * for it, this only states what its proxies do.
   *
   * @default - not known: a denial by path is a warning
   */
  readonly pathNormalization?: PathNormalization;
  /**
   * Hosts whose endpoints stay in their cluster, `*.` allowed in front: the exception to service sameness. Managed istiod only.
   *
   * @default - none
   */
  readonly clusterLocal?: string[];
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
  };
}
