import type { Duration } from 'cdk8s';
import * as names from '../grammar/names';
import { Value } from '../grammar/value';
import { guarded } from '../guard/guard';

/** A certificate that cert-manager issues and renews. */
export interface IssuedCertificateProps {
  /** Name of the issuer. */
  readonly issuer: string;
  /**
   * Kind of the issuer: `ClusterIssuer`, or `Issuer` in the gateway's namespace.
   *
   * @default ClusterIssuer
   */
  readonly issuerKind?: string;
  /**
   * Secret in which the certificate is stored.
   *
   * @default - NAMESPACE-GATEWAY-HOST-cert, with the gateway's namespace and the listener's first host; with the port before `cert` if it is not 443
   */
  readonly secretName?: string;
  /**
   * Lifetime of a certificate.
   *
   * @default - the issuer's setting
   */
  readonly duration?: Duration;
  /**
   * How long before its expiry the certificate is renewed.
   *
   * @default - a third of its duration
   */
  readonly renewBefore?: Duration;
}

/** @internal */
export interface CertificateModel {
  readonly secretName?: string;
  readonly issued?: { readonly issuer: string; readonly issuerKind: string; readonly durationMs?: number; readonly renewBeforeMs?: number };
}

/** Server certificate of a listener. */
export class Certificate extends Value {
  /**
   * A Secret of type `kubernetes.io/tls` in the namespace where the gateway's pods run. For mutual TLS it also contains the clients' CA under `ca.crt`.
   */
  public static fromSecret(secretName: string): Certificate {
    return new Certificate({ secretName: names.dnsName('Certificate.fromSecret: secretName', secretName) });
  }

  /**
   * A certificate that cert-manager issues and renews.
   *
   * @see https://cert-manager.io/docs/usage/certificate/
   */
  public static issued(props: IssuedCertificateProps): Certificate {
    const kind = props.issuerKind ?? 'ClusterIssuer';
    if (kind !== 'ClusterIssuer' && kind !== 'Issuer') {
      throw new Error(`Certificate.issued: issuerKind must be ClusterIssuer or Issuer, got: '${kind}'`);
    }
    return new Certificate({
      secretName: props.secretName,
      issued: {
        issuer: names.dnsName('Certificate.issued: issuer', props.issuer),
        issuerKind: kind,
        durationMs: props.duration?.toMilliseconds(),
        renewBeforeMs: props.renewBefore?.toMilliseconds(),
      },
    });
  }

  private constructor(private readonly model: CertificateModel) {
    super();
  }

  /** @internal */
  public _model(): CertificateModel {
    return this.model;
  }
}
guarded(Certificate, 'Certificate');
