import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { anyNonEmpty, bool, text } from '../write/check';
import { filled, given, type Json, refuse, struct } from '../write/json';

/** How the certificate of a server is verified. */
export interface ServerVerification {
  /**
   * Path in the proxy of the CA certificates that the certificate is verified with.
   *
   * @default - the CA certificates of the system; with a credential, those of the credential
   */
  readonly caCertificates?: string;

  /**
   * Path of the certificate revocation list; not with a credential, whose `ca.crl` is used.
   *
   * @default - none
   */
  readonly caCrl?: string;

  /**
   * Subject alternative names; the server's certificate must have one of them.
   *
   * @default - the host of the request
   */
  readonly subjectAltNames?: string[];

  /**
   * The server name (SNI) to send.
   *
   * @default - the host of the request
   */
  readonly sni?: string;

  /**
   * Accept any certificate.
   *
   * @default false
   */
  readonly insecureSkipVerify?: boolean;
}

/** A client certificate in files of the proxy. */
export interface ClientCertificateFiles {
  /** Path of the certificate. */
  readonly clientCertificate: string;

  /** Path of the certificate's private key. */
  readonly privateKey: string;
}

/** The source of a client certificate. */
export class ClientCertificate extends Value {
  /** Files in the proxy's container. */
  public static files(files: ClientCertificateFiles): ClientCertificate {
    return new ClientCertificate(clientCertificateFiles(files, '', 'ClientCertificate.files')!);
  }

  /**
   * A Secret of the proxy's namespace with `tls.crt`, `tls.key` and `ca.crt`. Applies to gateways, and to sidecars only if the
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
guarded(ClientCertificate, 'istio.ClientCertificate');

/**
 * TLS settings of clients for a service.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings
 */
export class ClientTls extends Value {
  /** No TLS. */
  public static disable(): ClientTls {
    return new ClientTls({ mode: 'DISABLE' });
  }

  /** TLS without a client certificate. */
  public static simple(verification: ServerVerification = {}): ClientTls {
    return new ClientTls({ mode: 'SIMPLE', ...serverVerification(verification, '', 'ClientTls.simple') });
  }

  /**
   * TLS without a client certificate; the CA certificates are in a Secret (`ca.crt`) or ConfigMap of the proxy's namespace.
   */
  public static simpleFromSecret(name: string, verification: ServerVerification = {}): ClientTls {
    const json = { mode: 'SIMPLE', ...serverVerification(verification, '', 'ClientTls.simpleFromSecret'), credentialName: anyNonEmpty(name, 'ClientTls.simpleFromSecret', 'name') };
    noFilesBesideCredential(json);
    return new ClientTls(json);
  }

  /** TLS with a client certificate (mutual TLS). */
  public static mutual(certificate: ClientCertificate, verification: ServerVerification = {}): ClientTls {
    const json = { mode: 'MUTUAL', ...serverVerification(verification, '', 'ClientTls.mutual'), ...certificate._render() };
    noFilesBesideCredential(json);
    return new ClientTls(json);
  }

  /** Mutual TLS with the workload's mesh certificate. */
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
guarded(ClientTls, 'istio.ClientTls');

const serverVerification = struct<ServerVerification>((p, at) => {
  if (p.insecureSkipVerify && given(p, 'caCertificates', 'subjectAltNames').length > 0) {
    refuse(at, 'insecureSkipVerify turns off verification, so caCertificates and subjectAltNames have no effect; remove them');
  }
  return {
    caCertificates: text(p.caCertificates, at, 'caCertificates'),
    caCrl: text(p.caCrl, at, 'caCrl'),
    subjectAltNames: filled(p.subjectAltNames, at, 'subjectAltNames', text),
    sni: text(p.sni, at, 'sni'),
    insecureSkipVerify: bool(p.insecureSkipVerify, at, 'insecureSkipVerify'),
  };
});

const clientCertificateFiles = struct<ClientCertificateFiles>((p, at) => ({
  clientCertificate: text(p.clientCertificate, at, 'clientCertificate'),
  privateKey: text(p.privateKey, at, 'privateKey'),
}));

/** Files and a credential are mutually exclusive. */
function noFilesBesideCredential(json: Json): void {
  if (json.credentialName !== undefined && (json.caCertificates !== undefined || json.caCrl !== undefined)) {
    throw new Error(`ClientTls: the secret '${String(json.credentialName)}' already contains the CA certificates; remove caCertificates and caCrl`);
  }
}
