import { anyNonEmpty } from './render/check';
import { clientCertificateFiles, noFilesBesideCredential, serverVerification } from './render/client-tls';
import type { Json } from './render/json';
import { Value } from '../grammar/value';

/** How the certificate of a server is verified. */
export interface ServerVerification {
  /**
   * The file of the authorities in the proxy that may have signed it.
   *
   * @default - the system's; with a credential, the credential's
   */
  readonly caCertificates?: string;

  /**
   * The file of revoked certificates; not with a credential, whose `ca.crl` counts.
   *
   * @default - none
   */
  readonly caCrl?: string;

  /**
   * The names of which its certificate must have one.
   *
   * @default - the host of the request
   */
  readonly subjectAltNames?: string[];

  /**
   * The server name that is asked for.
   *
   * @default - the host of the request
   */
  readonly sni?: string;

  /**
   * Take any certificate.
   *
   * @default false
   */
  readonly insecureSkipVerify?: boolean;
}

/** A client's certificate in files of the proxy. */
export interface ClientCertificateFiles {
  /** The file of the certificate. */
  readonly clientCertificate: string;

  /** The file of its key. */
  readonly privateKey: string;
}

/** Where a client's own certificate comes from. */
export class ClientCertificate extends Value {
  /** Files in the proxy's container. */
  public static files(files: ClientCertificateFiles): ClientCertificate {
    return new ClientCertificate(clientCertificateFiles(files, '', 'ClientCertificate.files')!);
  }

  /**
   * A Secret of the proxy's namespace with `tls.crt`, `tls.key` and `ca.crt`. Counts at gateways, and at sidecars only where the
   * DestinationRule has a `workloadSelector`.
   */
  public static secret(name: string): ClientCertificate {
    return new ClientCertificate({ credentialName: anyNonEmpty(name, 'ClientCertificate.secret', 'name') });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}

/**
 * How clients speak TLS to a service.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings
 */
export class ClientTls extends Value {
  /** No TLS. */
  public static disable(): ClientTls {
    return new ClientTls({ mode: 'DISABLE' });
  }

  /** TLS, the client without a certificate. */
  public static simple(verification: ServerVerification = {}): ClientTls {
    return new ClientTls({ mode: 'SIMPLE', ...serverVerification(verification, '', 'ClientTls.simple') });
  }

  /**
   * TLS without a certificate of the client, the authorities of the server in a Secret (`ca.crt`) or ConfigMap of the proxy's namespace.
   */
  public static simpleFromSecret(name: string, verification: ServerVerification = {}): ClientTls {
    const json = { mode: 'SIMPLE', ...serverVerification(verification, '', 'ClientTls.simpleFromSecret'), credentialName: anyNonEmpty(name, 'ClientTls.simpleFromSecret', 'name') };
    noFilesBesideCredential(json);
    return new ClientTls(json);
  }

  /** TLS with a certificate of the client. */
  public static mutual(certificate: ClientCertificate, verification: ServerVerification = {}): ClientTls {
    const json = { mode: 'MUTUAL', ...serverVerification(verification, '', 'ClientTls.mutual'), ...certificate._render() };
    noFilesBesideCredential(json);
    return new ClientTls(json);
  }

  /** TLS with the workload's certificate of the mesh. */
  public static istioMutual(verification: ServerVerification = {}): ClientTls {
    const json = serverVerification(verification, '', 'ClientTls.istioMutual')!;
    if (json.caCertificates !== undefined || json.caCrl !== undefined) {
      throw new Error('ClientTls.istioMutual: the mesh provides the certificates; remove caCertificates and caCrl');
    }
    return new ClientTls({ mode: 'ISTIO_MUTUAL', ...json });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
