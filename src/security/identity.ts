import type { IConstruct } from 'constructs';
import type { CloudResource } from '../google/cloud-resource';
import { hostOf } from '../google/cluster-context';
import type { GrantOptions } from '../google/grant-options';
import * as names from '../grammar/names';
import { guarded } from '../guard/guard';
import type { IdentityModel } from '../model/mesh';
import { principalOf } from '../model/mesh';

/** A Kubernetes service account in a trust domain. */
export interface IdentityProps {
  /** The service account's name. */
  readonly serviceAccount: string;
  /** The service account's namespace. */
  readonly namespace: string;
  /**
   * Trust domain of the service account's mesh.
   *
   * @default - the trust domain of the mesh in which it is used
   */
  readonly trustDomain?: string;
}

/**
 * Identity of a workload: a Kubernetes service account in a trust domain, which its proxy proves with a certificate.
 *
 * @see https://github.com/spiffe/spiffe/blob/main/standards/SPIFFE-ID.md
 */
export class Identity {
  /** Returns an identity from its parts. */
  public static fromServiceAccount(props: IdentityProps): Identity {
    return new Identity({
      serviceAccount: names.dnsName('Identity.fromServiceAccount: serviceAccount', props.serviceAccount),
      namespace: names.dnsLabel('Identity.fromServiceAccount: namespace', props.namespace),
      trustDomain: names.dnsName('Identity.fromServiceAccount: trustDomain', props.trustDomain ?? 'cluster.local'),
    }, undefined, props.trustDomain === undefined);
  }

  /**
   * The earlier name of `Identity.fromServiceAccount`.
   *
   * @deprecated use `fromServiceAccount`
   */
  public static of(props: IdentityProps): Identity {
    return Identity.fromServiceAccount(props);
  }

  /** @internal */
  public static _from(model: IdentityModel, bearer?: IConstruct): Identity {
    return new Identity(model, bearer);
  }

  private constructor(private readonly model: IdentityModel, private readonly bearer?: IConstruct, private readonly ofAnyMesh: boolean = false) {}

  /** The service account's name. */
  public get serviceAccount(): string {
    return this.model.serviceAccount;
  }

  /** The service account's namespace. */
  public get namespace(): string {
    return this.model.namespace;
  }

  /** The form in policies: `cluster.local/ns/NAMESPACE/sa/ACCOUNT`. */
  public get principal(): string {
    return principalOf(this.model);
  }

  /** The form in certificates: `spiffe://cluster.local/ns/NAMESPACE/sa/ACCOUNT`. */
  public get spiffeId(): string {
    return `spiffe://${this.principal}`;
  }

  /**
   * Grants the identity a role in Google Cloud, such as access to a secret. Pods need no key for that, only their service account. The same grant in several
   * clusters is written once.
   *
   * @param role `roles/secretmanager.secretAccessor`
   * @param resource the resource
   * @throws when the service is not in a fleet's cluster, or the role is already granted in another form
   */
  public grant(role: string, resource: CloudResource, options: GrantOptions = {}): void {
    const host = this.bearer && hostOf(this.bearer);
    if (!host) {
      throw new Error(`${this.principal} can't be granted role '${role}': Google Cloud roles are granted to services in a cluster of a Fleet; use service.identity of such a service, or fleet.grant(cluster.principal(…), …)`);
    }
    host.grant(this.model, this.bearer, role, resource, options);
  }

  /**
   * The identity in a mesh: with its trust domain, unless another is set.
   *
   * @internal
   */
  public _in(trustDomain: string): IdentityModel {
    return this.ofAnyMesh ? { ...this.model, trustDomain } : this.model;
  }
}
guarded(Identity, 'Identity');
