import type { Duration } from 'cdk8s';
import type { AuthorityModel, ManagedModel } from '../model/managed';
import * as names from '../model/names';

/** How early versions of Google's managed control plane arrive. It can't be changed later. */
export enum ManagedChannel {
  /** First; revision `asm-managed-rapid`. */
  RAPID = 'RAPID',
  /** Revision `asm-managed`. */
  REGULAR = 'REGULAR',
  /** Last; revision `asm-managed-stable`. */
  STABLE = 'STABLE',
}

/** Who installs the managed control plane and keeps it. */
export enum ManagedManagement {
  /** Google does all of it. */
  AUTOMATIC = 'AUTOMATIC',
  /** You author the ControlPlaneRevision; Google runs it. */
  MANUAL = 'MANUAL',
}

/**
 * What serves a managed mesh. Google decides, for a fleet as a whole; `gcloud container fleet mesh describe` tells it.
 *
 * @see https://cloud.google.com/service-mesh/docs/overview
 */
export enum ManagedImplementation {
  /** The global Traffic Director: what new fleets get. */
  TRAFFIC_DIRECTOR = 'TRAFFIC_DIRECTOR',
  /** Managed istiod: older fleets; deprecated. */
  ISTIOD = 'ISTIOD',
}

/** How access logs are written. */
export enum AccessLogFormat {
  /** Lines for people. */
  TEXT = 'TEXT',
  /** One JSON object a line. */
  JSON = 'JSON',
}

/** A pool of Certificate Authority Service. */
export interface CaPoolProps {
  /** Id of its project. */
  readonly project: string;
  /** Its location: `europe-west1`. */
  readonly location: string;
  /** Its name. */
  readonly pool: string;
  /**
   * Certificate template that every certificate follows, by its full name `projects/P/locations/L/certificateTemplates/T`.
   *
   * @default - none
   */
  readonly template?: string;
}

/** How the keys of workload certificates are made: of the same family as those of the authority. */
export enum WorkloadKey {
  /** Elliptic curve P-256. */
  ECDSA_P256 = 'P256',
  /** Elliptic curve P-384. */
  ECDSA_P384 = 'P384',
  /** RSA with 2048 bits. */
  RSA_2048 = '2048',
  /** RSA with 3072 bits. */
  RSA_3072 = '3072',
  /** RSA with 4096 bits. */
  RSA_4096 = '4096',
}

/** Certificates that GKE puts into pods. */
export interface WorkloadCertificatesProps {
  /** Id of the project of the pool that issues them. */
  readonly project: string;
  /** The pool's location: `europe-west1`. */
  readonly location: string;
  /** The pool's name. */
  readonly pool: string;
  /**
   * Name of the pool of the root, which is what workloads trust, in the same project.
   *
   * @default - the pool that issues
   */
  readonly rootPool?: string;
  /**
   * Location of the pool of the root.
   *
   * @default - that of the pool that issues
   */
  readonly rootLocation?: string;
  /**
   * How keys are made.
   *
   * @default WorkloadKey.ECDSA_P256
   */
  readonly key?: WorkloadKey;
  /**
   * How long a certificate holds.
   *
   * @default - 24 hours, as GKE has it
   */
  readonly validity?: Duration;
  /**
   * The percentage of the validity that remains when a certificate is replaced: 1 to 99.
   *
   * @default - 50, as GKE has it
   */
  readonly rotationWindow?: number;
}

/** Who signs the certificates of a managed mesh's workloads. A fleet has one. */
export class CertificateAuthority {
  /** Google's own for meshes. */
  public static meshCa(): CertificateAuthority {
    return new CertificateAuthority({ kind: 'mesh-ca' });
  }

  /** A pool of Certificate Authority Service, asked by the control plane. */
  public static caService(props: CaPoolProps): CertificateAuthority {
    return new CertificateAuthority({ kind: 'ca-service', ...pool(props) });
  }

  /**
   * A pool of Certificate Authority Service, asked by GKE: certificates are files in the pod, for gRPC without a proxy as well. The cluster must have
   * mesh certificates on (`meshCertificates.enableCertificates` of a ContainerCluster).
   *
   * @throws for a rotation window outside 1 to 99
   * @see https://cloud.google.com/traffic-director/docs/security-proxyless-setup
   */
  public static workloadCertificates(props: WorkloadCertificatesProps): CertificateAuthority {
    const { rootPool, rootLocation, rotationWindow, key = WorkloadKey.ECDSA_P256 } = props;
    if (rotationWindow !== undefined && !(Number.isInteger(rotationWindow) && rotationWindow >= 1 && rotationWindow <= 99)) {
      throw new Error(`the rotation window of workload certificates is a percentage from 1 to 99, got: ${rotationWindow}`);
    }
    const issuing = pool(props);
    return new CertificateAuthority({
      kind: 'workload-certificates',
      pool: issuing.pool,
      root: rootPool === undefined && rootLocation === undefined ? undefined : pool({ ...props, pool: rootPool ?? props.pool, location: rootLocation ?? props.location }).pool,
      key: key === WorkloadKey.ECDSA_P256 || key === WorkloadKey.ECDSA_P384 ? { curve: key } : { bits: Number(key) },
      validitySeconds: props.validity?.toSeconds(),
      rotationWindow,
    });
  }

  private constructor(private readonly model: AuthorityModel) {}

  /** @internal */
  public _model(): AuthorityModel {
    return this.model;
  }
}

function pool(props: CaPoolProps): Pick<AuthorityModel, 'pool' | 'template'> {
  const { project, location, pool: name, template } = props;
  if (/^[0-9]+$/.test(project)) {
    throw new Error(`a CA pool is named by its project's id, not its number, got: '${project}'`);
  }
  if (template !== undefined && !/^projects\/[^/]+\/locations\/[^/]+\/certificateTemplates\/[^/]+$/.test(template)) {
    throw new Error(`a certificate template is named projects/P/locations/L/certificateTemplates/T, got: '${template}'`);
  }
  return { pool: { project, location: names.dnsLabel('the location of a CA pool', location), name }, template };
}

/** Google's managed control plane. */
export interface ManagedControlPlaneProps {
  /**
   * How early versions arrive.
   *
   * @default ManagedChannel.REGULAR
   */
  readonly channel?: ManagedChannel;
  /**
   * Who installs and keeps it.
   *
   * @default ManagedManagement.AUTOMATIC
   */
  readonly management?: ManagedManagement;
  /**
   * What is expected to serve it. What the named one refuses or ignores is an error at synth; without an expectation, a warning.
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
   * Whether Google installs the CNI plugin that redirects traffic. Only asked for with a revision of one's own; else it always is.
   *
   * @default true
   */
  readonly managedCni?: boolean;
  /**
   * Whether the cluster is inside a perimeter of VPC Service Controls; said on a revision of one's own.
   *
   * @default false
   */
  readonly vpcServiceControls?: boolean;
  /**
   * Who signs the certificates of workloads.
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
   * Hosts whose endpoints stay in their cluster, `*.` allowed in front: the exception to service sameness. Managed istiod only.
   *
   * @default - none
   */
  readonly clusterLocal?: string[];
}

/** @internal */
export function managedModel(props: ManagedControlPlaneProps): ManagedModel {
  const automatic = (props.management ?? ManagedManagement.AUTOMATIC) === ManagedManagement.AUTOMATIC;
  const what = 'a managed control plane';
  if (automatic && props.vpcServiceControls) {
    throw new Error(`${what}: vpcServiceControls is said on a revision of one's own, and Google authors it with ManagedManagement.AUTOMATIC; leave it out, or use MANUAL`);
  }
  if (automatic && props.managedCni === false) {
    throw new Error(`${what}: with ManagedManagement.AUTOMATIC the CNI plugin is always installed; leave managedCni out, or use MANUAL`);
  }
  if (props.accessLogFormat !== undefined && props.accessLogFile === undefined) {
    throw new Error(`${what}: accessLogFormat needs an accessLogFile: '/dev/stdout'`);
  }
  if (props.accessLogFormat !== undefined && props.expect === ManagedImplementation.TRAFFIC_DIRECTOR) {
    throw new Error(`${what}: Traffic Director reads no format of access logs, got: ${props.accessLogFormat}; leave accessLogFormat out, or expect ManagedImplementation.ISTIOD`);
  }
  const clusterLocal = (props.clusterLocal ?? []).map((h) => names.host(`a cluster-local host of ${what}`, h, { wildcard: true }));
  if (clusterLocal.length > 0 && props.expect !== ManagedImplementation.ISTIOD) {
    throw new Error(`${what}: Traffic Director knows no cluster-local hosts; give the service a name of its own in each cluster, or expect ManagedImplementation.ISTIOD`);
  }
  return {
    channel: (props.channel ?? ManagedChannel.REGULAR).toLowerCase() as ManagedModel['channel'],
    automatic,
    implementation: props.expect && ({ TRAFFIC_DIRECTOR: 'traffic-director', ISTIOD: 'istiod' } as const)[props.expect],
    namesRevision: props.revisionLabel ?? false,
    dataPlane: props.managedDataPlane ?? true,
    cni: props.managedCni ?? true,
    vpcServiceControls: props.vpcServiceControls ?? false,
    authority: (props.certificateAuthority ?? CertificateAuthority.meshCa())._model(),
    accessLogFile: props.accessLogFile,
    accessLogEncoding: props.accessLogFormat,
    tracing: props.tracing ?? false,
    endpointDiscovery: props.endpointDiscovery,
    clusterLocal,
  };
}
