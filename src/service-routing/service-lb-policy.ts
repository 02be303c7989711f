import { Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import * as names from '../grammar/names';
import { given, guarded } from '../guard/guard';
import { Mesh } from '../mesh';
import type { ServiceModel, VersionModel } from '../model/service';
import { shellWord } from '../model/shell';
import type { ServiceRoutingPlane } from '../plane/service-routing';
import { kindsOf, namedGroups } from '../plane/service-routing/endpoints';
import { backendServiceName } from '../plane/service-routing/names';
import { routeTargets } from '../plane/service-routing/parts';
import type { MeshService } from '../service/mesh-service';
import type { ServiceVersion } from '../service/version';

/** How requests are distributed over the endpoint groups of a service. */
export enum ServiceLbAlgorithm {
  /** To the region of the client, evenly over its groups, until it is full; then to the next nearest. Google's default. */
  WATERFALL_BY_REGION = 'WATERFALL_BY_REGION',
  /** As `WATERFALL_BY_REGION`, but each client uses groups in all zones of the region. */
  SPRAY_TO_REGION = 'SPRAY_TO_REGION',
  /** To the zone of the client until it is full, then to the next nearest one. */
  WATERFALL_BY_ZONE = 'WATERFALL_BY_ZONE',
  /** Evenly to all groups of all regions. */
  SPRAY_TO_WORLD = 'SPRAY_TO_WORLD',
}

/** Whether requests may fail over to other regions. */
export enum RegionIsolation {
  /** Requests go to the nearest region with endpoints, without failover to others. */
  NEAREST = 'NEAREST',
  /** Requests go to the client's own region, or fail. */
  STRICT = 'STRICT',
}

/** Settings of a service load-balancing policy; at least one is required. */
export interface ServiceLbPolicyProps {
  /**
   * Name of the policy.
   *
   * @default - the construct's id
   */
  readonly policyName?: string;
  /**
   * How requests are distributed.
   *
   * @default ServiceLbAlgorithm.WATERFALL_BY_REGION
   */
  readonly algorithm?: ServiceLbAlgorithm;
  /**
   * Whether a group with fewer than a quarter of its endpoints healthy is drained, as long as at most half of all groups are drained.
   *
   * @default false
   */
  readonly autoCapacityDrain?: boolean;
  /**
   * Percentage of a group's endpoints that must be healthy, from 1 to 99; below it, requests go to other groups.
   *
   * @default - Google's default
   */
  readonly failoverHealthThreshold?: number;
  /**
   * Whether requests may leave their region.
   *
   * @default - they may
   */
  readonly isolation?: RegionIsolation;
  /**
   * Description, of at most 1024 characters.
   *
   * @default - none
   */
  readonly description?: string;
}

/**
 * Advanced load balancing for a mesh of service routing: how Google distributes the requests of a service over endpoint groups, drains unhealthy groups, and
 * keeps requests in a region.
 *
 * Config Connector has no kind for this policy, and its ComputeBackendService no field that refers to one, so it is not an object of the app: `toText()` is
 * the file that gcloud imports, and `commands()` returns the commands that import it and attach it to the backend services. Run them after applying the app's
 * objects.
 *
 * @see https://cloud.google.com/service-mesh/docs/service-routing/advanced-load-balancing-overview
 *
 * @example
 * declare const chart: Chart; // enrolled in a mesh of ControlPlane.serviceRouting()
 * declare const cart: mesh.MeshService;
 * const nearby = new mesh.ServiceLbPolicy(chart, 'nearby', { algorithm: mesh.ServiceLbAlgorithm.WATERFALL_BY_ZONE, autoCapacityDrain: true });
 * nearby.applyTo(cart);
 * const file: string = nearby.toText(); // write it to nearby.yaml, then:
 * const commands: string[] = nearby.commands('nearby.yaml');
 */
export class ServiceLbPolicy extends Construct {
  /** Name of the policy. */
  public readonly policyName: string;

  /** Path of the policy in Google Cloud: `projects/PROJECT/locations/global/serviceLbPolicies/NAME`. */
  public readonly resource: string;

  private readonly plane: ServiceRoutingPlane;
  private readonly targets: Target[] = [];

  /**
   * @throws when the mesh uses another plane, or the policy is empty
   */
  public constructor(scope: Construct, id: string, private readonly props: ServiceLbPolicyProps) {
    super(scope, given('ServiceLbPolicy', scope, id, props));
    const what = `service load-balancing policy '${this.node.path}'`;
    const plane = Mesh.containing(this)._plane();
    if (plane.name !== 'service-routing') {
      throw new Error(`${what} is supported only with Google's service routing, and the mesh's plane is '${plane.name}'; use ControlPlane.serviceRouting(), or set a Locality in the service's policy`);
    }
    this.plane = plane as ServiceRoutingPlane;
    this.policyName = names.dnsLabel(`the name of ${what}`, props.policyName ?? id);
    this.resource = `projects/${this.plane.model.project.id}/locations/global/serviceLbPolicies/${this.policyName}`;
    const { algorithm, autoCapacityDrain, failoverHealthThreshold: threshold, isolation, description = '' } = props;
    if ([algorithm, autoCapacityDrain, threshold, isolation].every((v) => v === undefined)) {
      throw new Error(`${what} sets nothing; set algorithm, autoCapacityDrain, failoverHealthThreshold or isolation`);
    }
    if (threshold !== undefined && (names.integer(`the failoverHealthThreshold of ${what}`, threshold, 1) > 99)) {
      throw new Error(`the failoverHealthThreshold of ${what} must be a percentage from 1 to 99, got: ${threshold}`);
    }
    if (isolation !== undefined && algorithm === ServiceLbAlgorithm.SPRAY_TO_WORLD) {
      throw new Error(`${what} sends requests to all regions (SPRAY_TO_WORLD) and keeps them in one (${isolation}); remove one of the two`);
    }
    if (description.length > 1024) {
      throw new Error(`the description of ${what} must have at most 1024 characters, got: ${description.length}`);
    }
    this.node.addValidation({ validate: () => this.losses() });
  }

  /**
   * Applies the policy to the backends of a service.
   *
   * @param service a service of the same mesh
   * @param versions the versions to apply it to; by default all backends of the service
   * @throws when a backend already has a policy; it can have only one
   */
  public applyTo(service: MeshService, ...versions: ServiceVersion[]): void {
    const strange = versions.find((v) => v.node.scope !== service);
    if (strange) {
      throw new Error(`version '${strange.node.path}' does not belong to service '${service.node.path}'; use versions of that service`);
    }
    if (Mesh.containing(service) !== Mesh.containing(this)) {
      throw new Error(`service '${service.node.path}' is in a different mesh than service load-balancing policy '${this.node.path}'; create a policy in each mesh`);
    }
    this.targets.push({ service: service._callee(), versions: versions.map((v) => v._model()) });
  }

  /** Names of the backend services that use it. */
  public get backendServices(): string[] {
    return [...new Set(this.backends().map((b) => b.name))];
  }

  /** The policy as a JSON object, in the form of the API. */
  public toJson(): any {
    const { algorithm, autoCapacityDrain, failoverHealthThreshold, isolation, description } = this.props;
    return {
      name: this.resource,
      ...(description === undefined ? {} : { description }),
      ...(algorithm === undefined ? {} : { loadBalancingAlgorithm: algorithm }),
      ...(autoCapacityDrain === undefined ? {} : { autoCapacityDrain: { enable: autoCapacityDrain } }),
      ...(failoverHealthThreshold === undefined ? {} : { failoverConfig: { failoverHealthThreshold } }),
      ...(isolation === undefined ? {} : { isolationConfig: { isolationGranularity: 'REGION', isolationMode: isolation } }),
    };
  }

  /** The policy as YAML, the file that gcloud imports. */
  public toText(): string {
    return Yaml.stringify(this.toJson());
  }

  /**
   * The commands that create the policy and attach it to the backend services. Config Connector supports neither; run the commands again after it has changed
   * a backend service, because it may overwrite the attachment.
   * @param file the file with the result of `toText()`
   * @throws when it applies to no service
   */
  public commands(file: string): string[] {
    const backends = this.backendServices;
    if (backends.length === 0) {
      throw new Error(`service load-balancing policy '${this.node.path}' applies to no service; call applyTo(service)`);
    }
    const project = `--project=${this.plane.model.project.id}`;
    const track = this.props.isolation === undefined ? '' : 'beta '; // gcloud's released commands don't support isolation
    return [
      `gcloud ${track}network-services service-lb-policies import ${this.policyName} --source=${shellWord(file)} --location=global ${project}`,
      ...backends.map((name) => `gcloud compute backend-services update ${name} --service-lb-policy=${this.policyName} --global ${project}`),
    ];
  }

  private backends(): readonly Followed[] {
    return this.targets.flatMap(({ service, versions }) => (versions.length > 0 ? versions : routeTargets(service)).flatMap((version) =>
      service.ports.filter((p) => p.protocol !== 'udp').map((p) => ({ service, version, name: backendServiceName(service, version, p) }))));
  }

  private losses(): string[] {
    const what = `service load-balancing policy '${this.node.path}'`;
    if (this.targets.length === 0) {
      return [`${what} applies to no service; call applyTo(service), or remove it`];
    }
    const others = Mesh.containing(this).node.root.node.findAll().filter((c): c is ServiceLbPolicy => c instanceof ServiceLbPolicy && c !== this && c.plane === this.plane);
    return this.backends().flatMap(({ service, version, name }) => {
      const part = version ? `version '${version.path}'` : `service '${service.path}'`;
      const taken = others.find((o) => o.backendServices.includes(name));
      return [
        ...unfit(service, version).map((why) => `${what} can't apply to ${part}: ${why}; select versions: applyTo(service, version)`),
        ...(taken && taken.node.path < this.node.path ? [`${what} applies to ${part}, which already has policy '${taken.node.path}', and a backend service has only one`] : []),
      ];
    });
  }
}
guarded(ServiceLbPolicy, 'ServiceLbPolicy');

interface Target { readonly service: ServiceModel; readonly versions: readonly VersionModel[] }
interface Followed { readonly service: ServiceModel; readonly version?: VersionModel; readonly name: string }

/** Groups that don't support advanced load balancing. */
function unfit(s: ServiceModel, v: VersionModel | undefined): readonly string[] {
  const regional = namedGroups(s, v).find((g) => g.kind === 'instance-group' && !/-[a-z]$/.test(g.locations[0]));
  return [
    ...(kindsOf(s, v).has('cloud-run') ? ['its endpoints are in Cloud Run, which has no capacity setting'] : []),
    ...(regional ? [`instance group '${regional.name}' is regional ('${regional.locations[0]}'), and such policies support zonal groups only`] : []),
  ];
}
