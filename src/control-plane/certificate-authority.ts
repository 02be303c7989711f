import type { Duration } from 'cdk8s';
import * as names from '../grammar/names';
import { Value } from '../grammar/value';
import { guarded } from '../guard/guard';
import type { AuthorityModel } from '../model/managed';

/** A pool of Certificate Authority Service. */
export interface CaPoolProps {
  /** Id of its project. */
  readonly project: string;
  /** Location of the pool: `europe-west1`. */
  readonly location: string;
  /** Its name. */
  readonly pool: string;
  /**
   * Name of its PrivateCACAPool object of Config Connector, `NAME` or `NAMESPACE/NAME`, to grant roles on it.
   *
   * @default - it is not a Config Connector object; roles on it become gcloud commands: see `GcloudCommands`
   */
  readonly objectName?: string;
  /**
   * Certificate template for all certificates, by its full name `projects/P/locations/L/certificateTemplates/T`.
   *
   * @default - none
   */
  readonly template?: string;
}

/** Key algorithm of workload certificates: of the same family as that of the CA. */
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

/** Certificates that GKE adds to pods. */
export interface WorkloadCertificatesProps {
  /** Id of the project of the pool that issues them. */
  readonly project: string;
  /** The pool's location: `europe-west1`. */
  readonly location: string;
  /** The pool's name. */
  readonly pool: string;
  /**
   * Name of its PrivateCACAPool object of Config Connector, `NAME` or `NAMESPACE/NAME`, to grant roles on it.
   *
   * @default - it is not a Config Connector object; roles on it become gcloud commands: see `GcloudCommands`
   */
  readonly objectName?: string;
  /**
   * Name of the root CA's pool, which workloads trust, in the same project. @default - the issuing pool
   */
  readonly rootPool?: string;
  /**
   * Name of the PrivateCACAPool object of the root CA's pool, in the form of `objectName`. @default - none: that pool is not a Config Connector object;
   * `objectName` if both pools are the same
   */
  readonly rootObjectName?: string;
  /**
   * Location of the root CA's pool. @default - the location of the issuing pool
   */
  readonly rootLocation?: string;
  /**
   * Key algorithm.
   *
   * @default WorkloadKey.ECDSA_P256
   */
  readonly key?: WorkloadKey;
  /**
   * Lifetime of a certificate.
   *
   * @default - 24 hours, GKE's default
   */
  readonly validity?: Duration;
  /**
   * Remaining percentage of the validity at which a certificate is replaced: 1 to 99.
   *
   * @default - 50, GKE's default
   */
  readonly rotationWindow?: number;
}

/** The certificate authority for workloads in one of Google's meshes. A fleet has one. */
export class CertificateAuthority extends Value {
  /** Mesh CA, Google's own CA for meshes. */
  public static meshCa(): CertificateAuthority {
    return new CertificateAuthority({ kind: 'mesh-ca' });
  }

  /** A CA pool of Certificate Authority Service, used by the control plane. */
  public static caService(props: CaPoolProps): CertificateAuthority {
    return new CertificateAuthority({ kind: 'ca-service', ...pool(props) });
  }

  /**
   * A CA pool of Certificate Authority Service, used by GKE: certificates are files in the pod, for proxyless gRPC as well. The cluster must have mesh
   * certificates enabled (`meshCertificates.enableCertificates` of a ContainerCluster).
   *
   * @throws for a rotation window outside 1 to 99
   * @see https://cloud.google.com/traffic-director/docs/security-proxyless-setup
   */
  public static workloadCertificates(props: WorkloadCertificatesProps): CertificateAuthority {
    const { rootPool, rootLocation, rootObjectName, rotationWindow, key = WorkloadKey.ECDSA_P256 } = props;
    if (rotationWindow !== undefined && !(Number.isInteger(rotationWindow) && rotationWindow >= 1 && rotationWindow <= 99)) {
      throw new Error(`CertificateAuthority.workloadCertificates: rotationWindow must be a percentage from 1 to 99, got: ${rotationWindow}`);
    }
    const apart = rootPool !== undefined || rootLocation !== undefined;
    if (rootObjectName !== undefined && !apart) {
      throw new Error(`CertificateAuthority.workloadCertificates: rootObjectName '${rootObjectName}' names the object of the root CA pool, but rootPool is not set; set rootPool, or omit rootObjectName`);
    }
    const issuing = pool(props);
    return new CertificateAuthority({
      kind: 'workload-certificates',
      pool: issuing.pool,
      root: apart ? pool({ ...props, pool: rootPool ?? props.pool, location: rootLocation ?? props.location, objectName: rootObjectName }).pool : undefined,
      key: key === WorkloadKey.ECDSA_P256 || key === WorkloadKey.ECDSA_P384 ? { curve: key } : { bits: Number(key) },
      validitySeconds: props.validity?.toSeconds(),
      rotationWindow,
    });
  }

  /**
   * Certificates that GKE adds to pods, if the cluster's WorkloadCertificateConfig and TrustConfig and the roles on the pools are created elsewhere. For
   * service routing.
   */
  public static elsewhere(): CertificateAuthority {
    return new CertificateAuthority({ kind: 'elsewhere' });
  }

  /** Istio's own CA, in istiod: for Google's build of Istio in a cluster, `cluster.inClusterControlPlane(…)`. */
  public static istiod(): CertificateAuthority {
    return new CertificateAuthority({ kind: 'istiod' });
  }

  private constructor(private readonly model: AuthorityModel) {
    super();
  }

  /** @internal */
  public _model(): AuthorityModel {
    return this.model;
  }
}
guarded(CertificateAuthority, 'CertificateAuthority');

function pool(props: CaPoolProps): Pick<AuthorityModel, 'pool' | 'template'> {
  const { project, location, pool: name, template, objectName } = props;
  if (/^[0-9]+$/.test(project)) {
    throw new Error(`CertificateAuthority: the project of CA pool '${name}' must be its id, not its number, got: '${project}'`);
  }
  if (template !== undefined && !/^projects\/[^/]+\/locations\/[^/]+\/certificateTemplates\/[^/]+$/.test(template)) {
    throw new Error(`CertificateAuthority: the template of CA pool '${name}' must be projects/P/locations/L/certificateTemplates/T, got: '${template}'`);
  }
  return { pool: { project, location: names.dnsLabel(`CertificateAuthority: the location of CA pool '${name}'`, location), name, ...(objectName === undefined ? {} : { objectName }) }, template };
}
