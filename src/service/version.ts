import { Construct } from 'constructs';
import { type EndpointGroup, endpointGroupModel } from './endpoint-group';
import type { ServiceState } from './state';
import type { WorkloadOptions } from './workload';
import { Mesh } from '../mesh';
import type { TrafficPolicyModel } from '../model/policy';
import type { BackendModel } from '../model/route';
import type { EndpointGroupModel, VersionModel, WorkloadModel } from '../model/service';
import { Backend, type IBackend } from '../traffic/backend';
import { type TrafficPolicy, trafficPolicyModel } from '../traffic/traffic-policy';

/** A version of a service. */
export interface VersionOptions extends WorkloadOptions {
  /**
   * Labels that tell its pods from those of other versions, beside the service's own.
   *
   * @default - `version`, with the version's name
   */
  readonly labels?: { readonly [name: string]: string };
  /**
   * What callers' proxies do towards this version; over the service's policy.
   *
   * @default - as the service says
   */
  readonly policy?: TrafficPolicy;
}

/** A labelled set of a service's workloads, which rules can lead to. Made by `service.addVersion`. */
export class ServiceVersion extends Construct implements IBackend {
  /** @internal */
  public static _add(
    scope: Construct, state: ServiceState, name: string, labels: { readonly [name: string]: string }, workload: WorkloadModel | undefined, namesPods: boolean,
  ): ServiceVersion {
    return new ServiceVersion(scope, state, name, labels, workload, namesPods);
  }

  /** Name of the version. */
  public readonly versionName: string;

  private readonly groups: EndpointGroupModel[] = [];
  private readonly model: { -readonly [K in keyof VersionModel]: VersionModel[K] };

  private constructor(
    scope: Construct, private readonly state: ServiceState, name: string, labels: { readonly [name: string]: string }, workload: WorkloadModel | undefined, namesPods: boolean,
  ) {
    super(scope, name);
    this.versionName = name;
    this.model = { path: this.node.path, name, labels, workload, endpointGroups: this.groups, namesPods };
  }

  /** Labels of its pods, beside the service's own. */
  public get labels(): { readonly [name: string]: string } {
    return this.model.labels;
  }

  /**
   * This version with a share of the requests.
   *
   * @param parts a whole number; the share is this number over the sum of all: 90 beside 10, or 9 beside 1
   */
  public weight(parts: number): Backend {
    return Backend._weighted(this._backend(), parts);
  }

  /**
   * What callers' proxies do towards this version; over the service's policy, part by part.
   *
   * @throws when the policy is empty, or was set before
   */
  public policy(policy: TrafficPolicy): void {
    if (this.model.policy) {
      throw new Error(`version '${this.node.path}' has a traffic policy already; say all of it in one call`);
    }
    this._setPolicy(trafficPolicyModel(`version '${this.node.path}'`, policy));
  }

  /**
   * Endpoints of this version that Google Cloud knows as a group: machines, addresses, a service of Cloud Run. A version that names no pods of
   * its own has these alone.
   *
   * @param groups the groups, all of one kind
   * @throws on a plane that knows no such groups
   */
  public addEndpointGroups(...groups: EndpointGroup[]): void {
    this.groups.push(...groups.map((g) => endpointGroupModel(`version '${this.node.path}'`, Mesh.containing(this), g)));
    this.state.changed();
  }

  /** @internal */
  public _setPolicy(policy: TrafficPolicyModel): void {
    this.model.policy = policy;
    this.state.changed();
  }

  /** @internal */
  public _backend(): BackendModel {
    return { service: this.state, version: this.model };
  }

  /** @internal */
  public _model(): VersionModel {
    return this.model;
  }
}
