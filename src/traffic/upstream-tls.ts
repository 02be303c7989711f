import * as names from '../grammar/names';
import { Value } from '../grammar/value';
import { guarded } from '../guard/guard';
import type { UpstreamTlsModel } from '../model/policy';

/** Verification of a server certificate. */
export interface ServerVerification {
  /**
   * Secret with the CA certificate (key `ca.crt` or `cacert`), in the caller's namespace; for gateways and selected workloads.
   *
   * @default - the proxy's own CA certificates
   */
  readonly caSecret?: string;
  /**
   * File with the CA certificates, in the file system of the proxy.
   *
   * @default - the proxy's own CA certificates
   */
  readonly caFile?: string;
  /**
   * ConfigMap with the CA certificates (key `ca.crt`), in the service's namespace. Only on Gateway API.
   *
   * @default - the proxy's own CA certificates
   */
  readonly caConfigMap?: string;
  /**
   * Server name (SNI) to send.
   *
   * @default - the host that is called
   */
  readonly sni?: string;
  /**
   * Names, one of which the certificate must contain.
   *
   * @default - the server name (SNI)
   */
  readonly subjectAltNames?: string[];
  /**
   * Accepts any certificate. For tests only: the server is not authenticated.
   *
   * @default false
   */
  readonly insecureSkipVerify?: boolean;
}

/** A client certificate, and the verification of the server's. */
export interface ClientCertificate extends ServerVerification {
  /**
   * Secret with the client's certificate and key, and the CA's.
   *
   * @default - files
   */
  readonly secret?: string;
  /**
   * File with the client's certificate, in the file system of the proxy.
   *
   * @default - the secret
   */
  readonly certificateFile?: string;
  /**
   * File with the client's key, in the file system of the proxy.
   *
   * @default - the secret
   */
  readonly keyFile?: string;
}

/**
 * TLS from a caller's proxy to a service.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings
 */
export class UpstreamTls extends Value {
  /** Plaintext, even to services of the mesh. A service with strict mutual TLS refuses it. */
  public static disable(): UpstreamTls {
    return new UpstreamTls({ kind: 'disable' });
  }

  /** The mesh's own mutual TLS. This is the mesh's default; it is only needed to override another policy. */
  public static mesh(): UpstreamTls {
    return new UpstreamTls({ kind: 'mesh' });
  }

  /** TLS that verifies the server. */
  public static simple(verification: ServerVerification = {}): UpstreamTls {
    return new UpstreamTls({ kind: 'simple', ...verify(verification) });
  }

  /** Mutual TLS with your own client certificate. */
  public static mutual(certificate: ClientCertificate): UpstreamTls {
    const files = certificate.certificateFile !== undefined && certificate.keyFile !== undefined;
    if ((certificate.secret !== undefined) === files) {
      throw new Error(`UpstreamTls.mutual: either secret, or both certificateFile and keyFile must be set, got: ${files ? 'all of them' : 'neither'}`);
    }
    if (certificate.secret !== undefined && (certificate.caSecret !== undefined || certificate.caFile !== undefined || certificate.caConfigMap !== undefined)) {
      throw new Error('UpstreamTls.mutual: the CA certificate is part of the secret (key ca.crt); remove caSecret, caFile and caConfigMap');
    }
    return new UpstreamTls({
      kind: 'mutual',
      ...verify(certificate),
      credentialName: certificate.secret,
      certFile: certificate.certificateFile,
      keyFile: certificate.keyFile,
    });
  }

  private constructor(private readonly model: UpstreamTlsModel) {
    super();
  }

  /** @internal */
  public _model(): UpstreamTlsModel {
    return this.model;
  }
}
guarded(UpstreamTls, 'UpstreamTls');

function verify(v: ServerVerification): Omit<UpstreamTlsModel, 'kind'> {
  names.filled('UpstreamTls', v, { subjectAltNames: 'the server name' });
  const authorities = [v.caFile, v.caSecret, v.caConfigMap].filter((from) => from !== undefined);
  if (v.insecureSkipVerify && (authorities.length > 0 || v.subjectAltNames?.length)) {
    throw new Error('UpstreamTls: insecureSkipVerify accepts any certificate; remove caFile, caSecret, caConfigMap and subjectAltNames');
  }
  if (authorities.length > 1) {
    throw new Error('UpstreamTls: the CA certificates come from one source, but several are set; remove all but one of caFile, caSecret and caConfigMap');
  }
  const caConfigMap = v.caConfigMap === undefined ? undefined : names.dnsName('UpstreamTls: caConfigMap', v.caConfigMap);
  // Istio's proxies verify no name if a server name is set without subjectAltNames
  const subjectAltNames = v.subjectAltNames ?? (v.sni === undefined || v.insecureSkipVerify ? undefined : [v.sni]);
  return { credentialName: v.caSecret, caFile: v.caFile, caConfigMap, sni: v.sni, subjectAltNames, insecureSkipVerify: v.insecureSkipVerify };
}
