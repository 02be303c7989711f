import type { Duration } from 'cdk8s';
import type { ClientTls } from './client-tls';
import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { anyNonEmpty, bool, duration, hostPort, text, trustDomain } from '../write/check';
import { filled, type Json, struct, value } from '../write/json';

/** Trusted root certificates. */
export class CertificateData extends Value {
  /** A certificate as PEM. */
  public static pem(pem: string, scope: CertificateScope = {}): CertificateData {
    return new CertificateData({ pem: anyNonEmpty(pem, 'CertificateData.pem', 'pem'), ...certificateScope(scope, '', 'CertificateData.pem') });
  }

  /** The bundle of a SPIFFE endpoint, by its URL. */
  public static spiffeBundle(url: string, scope: CertificateScope = {}): CertificateData {
    if (!url.startsWith('https://')) {
      throw new Error(`CertificateData.spiffeBundle: url must begin with 'https://', got: '${url}'`);
    }
    return new CertificateData({ spiffeBundleUrl: url, ...certificateScope(scope, '', 'CertificateData.spiffeBundle') });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(CertificateData, 'istio.CertificateData');

/** The scope of a root certificate. */
export interface CertificateScope {
  /**
   * Kubernetes signers to which the CA certificate applies.
   *
   * @default - all
   */
  readonly certSigners?: string[];

  /**
   * Trust domains to which the CA certificate applies.
   *
   * @default - the mesh's and its aliases; all where `certSigners` is not set
   */
  readonly trustDomains?: string[];
}

/** An external CA that signs workload certificates, over Istio's gRPC API. */
export interface CertificateAuthority {
  /** Address of the certificate authority, `host:port`. */
  readonly address: string;

  /**
   * TLS settings of the connection to the certificate authority; field `tlsSettings`.
   *
   * @default - mutual TLS
   */
  readonly tls?: ClientTls;

  /**
   * Timeout of a request; at least 1 ms.
   *
   * @default - 10 s
   */
  readonly requestTimeout?: Duration;

  /**
   * Whether istiod calls the CA, instead of the agents.
   *
   * @default true
   */
  readonly istiodSide?: boolean;
}

const certificateScope = struct<CertificateScope>((p, at) => ({
  certSigners: filled(p.certSigners, at, 'certSigners', text),
  trustDomains: filled(p.trustDomains, at, 'trustDomains', trustDomain),
}));

const certificateAuthority = struct<CertificateAuthority>((p, at) => ({
  address: hostPort(p.address, at, 'address'),
  tlsSettings: value(p.tls, at, 'tls'),
  requestTimeout: duration(p.requestTimeout, at, 'requestTimeout'),
  istiodSide: bool(p.istiodSide, at, 'istiodSide'),
}));

export default certificateAuthority;
