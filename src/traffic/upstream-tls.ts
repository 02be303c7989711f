import * as names from '../grammar/names';
import { Value } from '../grammar/value';
import type { UpstreamTlsModel } from '../model/policy';

/** How a server's certificate is checked. */
export interface ServerVerification {
  /**
   * Secret with the CA certificate (key `ca.crt` or `cacert`), in the caller's namespace; for gateways and selected workloads.
   *
   * @default - the proxy's own CA certificates
   */
  readonly caSecret?: string;
  /**
   * File with the CA certificates, as the proxy sees it.
   *
   * @default - the proxy's own CA certificates
   */
  readonly caFile?: string;
  /**
   * ConfigMap with the CA certificates (key `ca.crt`), in the service's namespace. Gateway API alone says it so.
   *
   * @default - the proxy's own CA certificates
   */
  readonly caConfigMap?: string;
  /**
   * Server name to ask for.
   *
   * @default - the host that is called
   */
  readonly sni?: string;
  /**
   * Names of which the certificate must hold one.
   *
   * @default - the server name that is asked for
   */
  readonly subjectAltNames?: string[];
  /**
   * Take any certificate. For tests only: whoever answers is believed.
   *
   * @default false
   */
  readonly insecureSkipVerify?: boolean;
}

/** A client's own certificate, and how the server's is checked. */
export interface ClientCertificate extends ServerVerification {
  /**
   * Secret with the client's certificate and key, and the CA's.
   *
   * @default - files
   */
  readonly secret?: string;
  /**
   * File with the client's certificate, as the proxy sees it.
   *
   * @default - the secret
   */
  readonly certificateFile?: string;
  /**
   * File with the client's key, as the proxy sees it.
   *
   * @default - the secret
   */
  readonly keyFile?: string;
}

/**
 * TLS that a caller's proxy speaks to a service.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings
 */
export class UpstreamTls extends Value {
  /** Plain text, even to services of the mesh. A strict service refuses it. */
  public static disable(): UpstreamTls {
    return new UpstreamTls({ kind: 'disable' });
  }

  /** The mesh's own mutual TLS. It is what the mesh does by itself; to say it is needed only where another policy says otherwise. */
  public static mesh(): UpstreamTls {
    return new UpstreamTls({ kind: 'mesh' });
  }

  /** TLS that checks the server. */
  public static simple(verification: ServerVerification = {}): UpstreamTls {
    return new UpstreamTls({ kind: 'simple', ...verify(verification) });
  }

  /** TLS in which both sides show a certificate. */
  public static mutual(certificate: ClientCertificate): UpstreamTls {
    const files = certificate.certificateFile !== undefined && certificate.keyFile !== undefined;
    if ((certificate.secret !== undefined) === files) {
      throw new Error(`UpstreamTls.mutual: either secret, or certificateFile and keyFile must be set, got: ${files ? 'all of them' : 'neither'}`);
    }
    if (certificate.secret !== undefined && (certificate.caSecret !== undefined || certificate.caFile !== undefined || certificate.caConfigMap !== undefined)) {
      throw new Error('UpstreamTls.mutual: the CA certificate is part of the secret (key ca.crt); leave caSecret, caFile and caConfigMap out');
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

function verify(v: ServerVerification): Omit<UpstreamTlsModel, 'kind'> {
  names.filled('UpstreamTls', v, { subjectAltNames: 'the server name' });
  const authorities = [v.caFile, v.caSecret, v.caConfigMap].filter((from) => from !== undefined);
  if (v.insecureSkipVerify && (authorities.length > 0 || v.subjectAltNames?.length)) {
    throw new Error('UpstreamTls: insecureSkipVerify takes any certificate; leave caFile, caSecret, caConfigMap and subjectAltNames out');
  }
  if (authorities.length > 1) {
    throw new Error('UpstreamTls: the CA certificates come from one place, and several are named; leave all but one of caFile, caSecret and caConfigMap out');
  }
  const caConfigMap = v.caConfigMap === undefined ? undefined : names.dnsName('UpstreamTls: caConfigMap', v.caConfigMap);
  // Istio's proxies check no name at all when they are told a server name, and not which names to take
  const subjectAltNames = v.subjectAltNames ?? (v.sni === undefined || v.insecureSkipVerify ? undefined : [v.sni]);
  return { credentialName: v.caSecret, caFile: v.caFile, caConfigMap, sni: v.sni, subjectAltNames, insecureSkipVerify: v.insecureSkipVerify };
}
