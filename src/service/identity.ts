import type { IdentityModel } from '../model/mesh';
import { principalOf } from '../model/mesh';
import * as names from '../model/names';

/** A Kubernetes service account in a trust domain. */
export interface IdentityProps {
  /** The service account's name. */
  readonly serviceAccount: string;
  /** The service account's namespace. */
  readonly namespace: string;
  /**
   * Trust domain of the mesh that it belongs to.
   *
   * @default cluster.local
   */
  readonly trustDomain?: string;
}

/**
 * Who a workload is: a Kubernetes service account in a trust domain. Its proxy shows it in a certificate.
 *
 * @see https://github.com/spiffe/spiffe/blob/main/standards/SPIFFE-ID.md
 */
export class Identity {
  /** An identity by its parts. */
  public static of(props: IdentityProps): Identity {
    return new Identity({
      serviceAccount: names.dnsName('a service account', props.serviceAccount),
      namespace: names.dnsLabel('the namespace of a service account', props.namespace),
      trustDomain: names.dnsName('a trust domain', props.trustDomain ?? 'cluster.local'),
    });
  }

  /** @internal */
  public static _from(model: IdentityModel): Identity {
    return new Identity(model);
  }

  private constructor(private readonly model: IdentityModel) {}

  /** The service account's name. */
  public get serviceAccount(): string {
    return this.model.serviceAccount;
  }

  /** The service account's namespace. */
  public get namespace(): string {
    return this.model.namespace;
  }

  /** As policies write it: `cluster.local/ns/NAMESPACE/sa/ACCOUNT`. */
  public get principal(): string {
    return principalOf(this.model);
  }

  /** As certificates write it: `spiffe://cluster.local/ns/NAMESPACE/sa/ACCOUNT`. */
  public get spiffeId(): string {
    return `spiffe://${this.principal}`;
  }

  /** @internal */
  public _model(): IdentityModel {
    return this.model;
  }
}
