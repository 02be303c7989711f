import { Construct } from 'constructs';
import { type EndpointGroup, endpointGroupModel } from './endpoint-group';
import type { ServiceState } from './state';
import type { WorkloadOptions } from './workload';
import { guarded } from '../guard/guard';
import { Mesh } from '../mesh';
import type { TrafficPolicyModel } from '../model/policy';
import type { BackendModel } from '../model/route';
import type { EndpointGroupModel, VersionModel, WorkloadModel } from '../model/service';
import { Backend, type IBackend } from '../traffic/backend';
import { type TrafficPolicy, trafficPolicyModel } from '../traffic/traffic-policy';

/** A version of a service. */
export interface VersionOptions extends WorkloadOptions {
  /**
   * Labels that distinguish the version's pods from those of other versions, in addition to the service's labels.
   *
   * @default - `version`, with the version's name
   */
  readonly labels?: { readonly [name: string]: string };
  /**
   * Traffic policy for this version, which overrides the service's.
   *
   * @default - the service's policy
   */
  readonly policy?: TrafficPolicy;
}

/** A labelled set of a service's workloads, to which rules can route. Created by `service.addVersion`. */
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

  /** Labels of the version's pods, in addition to the service's labels. */
  public get labels(): { readonly [name: string]: string } {
    return this.model.labels;
  }

  /**
   * This version as a weighted backend.
   *
   * @param parts a whole number; the share of requests is this number over the sum of all: 90 and 10, or 9 and 1
   */
  public weight(parts: number): Backend {
    return Backend._weighted(this._backend(), parts);
  }

  /**
   * Sets the traffic policy for this version, which overrides the service's policy field by field.
   *
   * @throws when the policy is empty, or was already set
   */
  public policy(policy: TrafficPolicy): void {
    if (this.model.policy) {
      throw new Error(`version '${this.node.path}' already has a traffic policy; set the whole policy in one call`);
    }
    this._setPolicy(trafficPolicyModel(`version '${this.node.path}'`, policy));
  }

  /**
   * Adds endpoint groups of Google Cloud to this version: VMs, addresses, a Cloud Run service. A version without pods has only these.
   *
   * @param groups the groups, all of one kind
   * @throws on a plane without such groups
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
guarded(ServiceVersion, 'ServiceVersion');
