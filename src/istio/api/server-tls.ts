import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { anyNonEmpty, bool, text } from '../write/check';
import { constant, filled, type Json, refuse, struct } from '../write/json';

/** A certificate in files of the proxy. */
export interface CertificateFiles {
  /** Path of the certificate. */
  readonly serverCertificate: string;

  /** Path of the certificate's private key. */
  readonly privateKey: string;

  /**
   * Path of the CA certificates that client certificates are verified with.
   *
   * @default - none
   */
  readonly caCertificates?: string;
}

/** The source of a server certificate. */
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
guarded(ServerCertificate, 'istio.ServerCertificate');

/** Versions of TLS. */
export enum TlsVersion {
  /** Istio's default: TLS 1.2 or later. */
  TLS_AUTO = 'TLS_AUTO',

  /** TLS 1.0, insecure. */
  TLS_V1_0 = 'TLSV1_0',

  /** TLS 1.1, insecure. */
  TLS_V1_1 = 'TLSV1_1',

  /** TLS 1.2. */
  TLS_V1_2 = 'TLSV1_2',

  /** TLS 1.3. */
  TLS_V1_3 = 'TLSV1_3',
}

/** TLS versions and cipher suites of a server. */
export interface ServerTlsOptions {
  /**
   * Minimum TLS version.
   *
   * @default - TLS 1.2
   */
  readonly minProtocolVersion?: TlsVersion;

  /**
   * Maximum TLS version.
   *
   * @default - TLS 1.3
   */
  readonly maxProtocolVersion?: TlsVersion;

  /**
   * The cipher suites of TLS 1.2 and earlier, by their OpenSSL names.
   *
   * @default - Envoy's safe list
   */
  readonly cipherSuites?: string[];
}

/** How client certificates are verified. */
export interface ClientVerification extends ServerTlsOptions {
  /**
   * Path in the proxy of the CA certificates; not with a Secret, which contains them.
   *
   * @default - the CA certificates of the credential
   */
  readonly caCertificates?: string;

  /**
   * The Secret or ConfigMap with the CA certificates, which overrides those of the certificate's Secret.
   *
   * @default - the certificate's Secret
   */
  readonly caCertCredentialName?: string;

  /**
   * Path of the certificate revocation list; not with a Secret, whose `ca.crl` is used.
   *
   * @default - none
   */
  readonly caCrl?: string;

  /**
   * Subject alternative names; a client certificate must have one of them.
   *
   * @default - any
   */
  readonly subjectAltNames?: string[];

  /**
   * SHA-256 hashes of the accepted public keys (SPKI), in base64.
   *
   * @default - any
   */
  readonly verifyCertificateSpki?: string[];

  /**
   * SHA-256 hashes of the accepted certificates, in hex.
   *
   * @default - any
   */
  readonly verifyCertificateHash?: string[];

  /**
   * Accept client certificates without verifying their signature.
   *
   * @default false
   */
  readonly insecureSkipVerify?: boolean;
}

/**
 * TLS settings of a server.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings
 */
export class ServerTls extends Value {
  /** TLS with a server certificate. */
  public static simple(certificate: ServerCertificate, options: ServerTlsOptions = {}): ServerTls {
    return new ServerTls({ mode: 'SIMPLE', ...certificate._render(), ...serverTlsOptions(options, '', 'tls') });
  }

  /** Mutual TLS: TLS with certificates of both sides. */
  public static mutual(certificate: ServerCertificate, options: ClientVerification = {}): ServerTls {
    return new ServerTls({ mode: 'MUTUAL', ...verified(certificate._render(), clientVerification(options, '', 'tls')!) });
  }

  /** TLS with an optional client certificate, which is verified if the client sends one. */
  public static optionalMutual(certificate: ServerCertificate, options: ClientVerification = {}): ServerTls {
    return new ServerTls({ mode: 'OPTIONAL_MUTUAL', ...verified(certificate._render(), clientVerification(options, '', 'tls')!) });
  }

  /** Mutual TLS with the mesh certificates of the workloads. */
  public static istioMutual(options: ServerTlsOptions = {}): ServerTls {
    return new ServerTls({ mode: 'ISTIO_MUTUAL', ...serverTlsOptions(options, '', 'tls') });
  }

  /** Passthrough: the connection is not decrypted; a route selects the destination by server name (SNI). */
  public static passthrough(): ServerTls {
    return new ServerTls({ mode: 'PASSTHROUGH' });
  }

  /** Passthrough in which the server name (SNI) itself encodes the destination; for gateways between networks. */
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
guarded(ServerTls, 'istio.ServerTls');

const certificateFiles = struct<CertificateFiles>((p, at) => ({
  serverCertificate: text(p.serverCertificate, at, 'serverCertificate'),
  privateKey: text(p.privateKey, at, 'privateKey'),
  caCertificates: text(p.caCertificates, at, 'caCertificates'),
}));

const serverTlsOptions = struct<ServerTlsOptions>((p, at) => {
  const order = ['TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3'];
  const min = order.indexOf(p.minProtocolVersion ?? '');
  const max = order.indexOf(p.maxProtocolVersion ?? '');
  if (min >= 0 && max >= 0 && min > max) {
    refuse(at, `minProtocolVersion ${p.minProtocolVersion} is above maxProtocolVersion ${p.maxProtocolVersion}; change one of them`);
  }
  const repeated = (p.cipherSuites ?? []).find((c, i, all) => all.indexOf(c) !== i);
  if (repeated !== undefined) {
    refuse(at, `cipherSuites has '${repeated}' twice; remove one`);
  }
  return {
    minProtocolVersion: constant(p.minProtocolVersion, at, 'minProtocolVersion'),
    maxProtocolVersion: constant(p.maxProtocolVersion, at, 'maxProtocolVersion'),
    cipherSuites: filled(p.cipherSuites, at, 'cipherSuites', text),
  };
});

const clientVerification = struct<ClientVerification>((p, at) => {
  for (const hash of p.verifyCertificateSpki ?? []) {
    if (!/^[A-Za-z0-9+/]{43}=$/.test(hash)) {
      refuse(at, `verifyCertificateSpki must contain SHA-256 hashes in base64, got: '${hash}'`);
    }
  }
  for (const hash of p.verifyCertificateHash ?? []) {
    if (!/^([0-9a-fA-F]{64}|([0-9a-fA-F]{2}:){31}[0-9a-fA-F]{2})$/.test(hash)) {
      refuse(at, `verifyCertificateHash must contain SHA-256 hashes in hex, got: '${hash}'`);
    }
  }
  return {
    ...serverTlsOptions(p, at, ''),
    caCertificates: text(p.caCertificates, at, 'caCertificates'),
    caCertCredentialName: text(p.caCertCredentialName, at, 'caCertCredentialName'),
    caCrl: text(p.caCrl, at, 'caCrl'),
    subjectAltNames: filled(p.subjectAltNames, at, 'subjectAltNames', text),
    verifyCertificateSpki: filled(p.verifyCertificateSpki, at, 'verifyCertificateSpki', text),
    verifyCertificateHash: filled(p.verifyCertificateHash, at, 'verifyCertificateHash', text),
    insecureSkipVerify: bool(p.insecureSkipVerify, at, 'insecureSkipVerify'),
  };
});

/** Adds the verification of clients to a certificate, which must not already contain the same. */
function verified(certificate: Json, verification: Json): Json {
  const credential = certificate.credentialName ?? certificate.credentialNames;
  for (const file of ['caCertificates', 'caCrl']) {
    if (credential !== undefined && verification[file] !== undefined) {
      throw new Error(`ServerTls: the secret '${String(credential)}' already contains the CA certificates; remove ${file}`);
    }
  }
  if (verification.caCertificates !== undefined && certificate.caCertificates !== undefined) {
    throw new Error('ServerTls: caCertificates is set both in the certificate and in the verification; remove one');
  }
  const result = { ...certificate, ...verification };
  if (credential === undefined && result.caCertificates === undefined) {
    throw new Error('ServerTls: verifying clients needs a CA, which a certificate from files does not include; set caCertificates');
  }
  return result;
}
