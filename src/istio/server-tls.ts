import { anyNonEmpty } from './render/check';
import type { Json } from './render/json';
import { certificateFiles, clientVerification, serverTlsOptions, verified } from './render/server-tls';
import { Value } from '../grammar/value';

/** A certificate in files of the proxy. */
export interface CertificateFiles {
  /** The file of the certificate. */
  readonly serverCertificate: string;

  /** The file of its key. */
  readonly privateKey: string;

  /**
   * The file of the authorities that client certificates are verified with.
   *
   * @default - none
   */
  readonly caCertificates?: string;
}

/** Where a server's certificate comes from. */
export class ServerCertificate extends Value {
  /** A Secret in the gateway's namespace: `tls.crt` and `tls.key`, for mutual TLS `ca.crt` too. */
  public static secret(name: string): ServerCertificate {
    return new ServerCertificate({ credentialName: anyNonEmpty(name, 'ServerCertificate.secret', 'name') });
  }

  /** Two Secrets for one server: an RSA certificate and an ECDSA one. */
  public static secrets(first: string, second: string): ServerCertificate {
    return new ServerCertificate({
      credentialNames: [anyNonEmpty(first, 'ServerCertificate.secrets', 'first'), anyNonEmpty(second, 'ServerCertificate.secrets', 'second')],
    });
  }

  /** Files in the proxy's container. */
  public static files(files: CertificateFiles): ServerCertificate {
    return new ServerCertificate(certificateFiles(files, '', 'ServerCertificate.files')!);
  }

  /** Two certificates in files for one server: an RSA certificate and an ECDSA one. */
  public static filePairs(first: CertificateFiles, second: CertificateFiles): ServerCertificate {
    return new ServerCertificate({ tlsCertificates: [certificateFiles(first, 'ServerCertificate.filePairs', 'first'), certificateFiles(second, 'ServerCertificate.filePairs', 'second')] });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}

/** Versions of TLS. */
export enum TlsVersion {
  /** Istio's choice: TLS 1.2 at least. */
  TLS_AUTO = 'TLS_AUTO',

  /** TLS 1.0, broken. */
  TLS_V1_0 = 'TLSV1_0',

  /** TLS 1.1, broken. */
  TLS_V1_1 = 'TLSV1_1',

  /** TLS 1.2. */
  TLS_V1_2 = 'TLSV1_2',

  /** TLS 1.3. */
  TLS_V1_3 = 'TLSV1_3',
}

/** The versions and ciphers of a server. */
export interface ServerTlsOptions {
  /**
   * The lowest version of TLS.
   *
   * @default - TLS 1.2
   */
  readonly minProtocolVersion?: TlsVersion;

  /**
   * The highest version of TLS.
   *
   * @default - TLS 1.3
   */
  readonly maxProtocolVersion?: TlsVersion;

  /**
   * The ciphers of TLS 1.2 and below, by OpenSSL's names.
   *
   * @default - Envoy's safe list
   */
  readonly cipherSuites?: string[];
}

/** How the certificates of clients are verified. */
export interface ClientVerification extends ServerTlsOptions {
  /**
   * The file of the authorities in the proxy; not with a Secret, which holds them.
   *
   * @default - those of the certificate
   */
  readonly caCertificates?: string;

  /**
   * The Secret or ConfigMap with the authorities, before those of the certificate's Secret.
   *
   * @default - the certificate's Secret
   */
  readonly caCertCredentialName?: string;

  /**
   * The file of revoked certificates; not with a Secret, whose `ca.crl` counts.
   *
   * @default - none
   */
  readonly caCrl?: string;

  /**
   * The names of which a client's certificate must have one.
   *
   * @default - any
   */
  readonly subjectAltNames?: string[];

  /**
   * SHA-256 of the public keys that are accepted, in base64.
   *
   * @default - any
   */
  readonly verifyCertificateSpki?: string[];

  /**
   * SHA-256 of the certificates that are accepted, in hex.
   *
   * @default - any
   */
  readonly verifyCertificateHash?: string[];

  /**
   * Take a client's certificate without verification of its signature.
   *
   * @default false
   */
  readonly insecureSkipVerify?: boolean;
}

/**
 * How a server speaks TLS.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings
 */
export class ServerTls extends Value {
  /** TLS with a certificate of the server. */
  public static simple(certificate: ServerCertificate, options: ServerTlsOptions = {}): ServerTls {
    return new ServerTls({ mode: 'SIMPLE', ...certificate._render(), ...serverTlsOptions(options, '', 'tls') });
  }

  /** TLS with certificates of both sides. */
  public static mutual(certificate: ServerCertificate, options: ClientVerification = {}): ServerTls {
    return new ServerTls({ mode: 'MUTUAL', ...verified(certificate._render(), clientVerification(options, '', 'tls')!) });
  }

  /** TLS with a certificate of the server; a client may send one, which is then verified. */
  public static optionalMutual(certificate: ServerCertificate, options: ClientVerification = {}): ServerTls {
    return new ServerTls({ mode: 'OPTIONAL_MUTUAL', ...verified(certificate._render(), clientVerification(options, '', 'tls')!) });
  }

  /** TLS of the mesh, with the workloads' own certificates. */
  public static istioMutual(options: ServerTlsOptions = {}): ServerTls {
    return new ServerTls({ mode: 'ISTIO_MUTUAL', ...serverTlsOptions(options, '', 'tls') });
  }

  /** The connection is not decrypted; a route finds the destination by the server name (SNI). */
  public static passthrough(): ServerTls {
    return new ServerTls({ mode: 'PASSTHROUGH' });
  }

  /** The connection is not decrypted; the server name (SNI) itself says the destination. For gateways between networks. */
  public static autoPassthrough(): ServerTls {
    return new ServerTls({ mode: 'AUTO_PASSTHROUGH' });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
