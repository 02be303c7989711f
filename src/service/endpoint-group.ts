import { MeshFeature } from '../capability/feature';
import { FEATURES } from '../capability/features';
import { capability } from '../capability/index';
import * as google from '../google/names';
import * as names from '../grammar/names';
import { Value } from '../grammar/value';
import { guarded } from '../guard/guard';
import type { Mesh } from '../mesh';
import type { EndpointGroupModel } from '../model/service';

/** Options of every endpoint group. */
export interface EndpointGroupOptions {
  /**
   * Project of the group.
   *
   * @default - the project of the mesh
   */
  readonly project?: string;
  /**
   * Requests per second for each endpoint, or VM, before traffic spills over to more distant ones.
   *
   * @default - the mesh's setting
   */
  readonly maxRate?: number;
  /**
   * Share of the group's capacity to use, from 0 to 1; 0 drains the group.
   *
   * @default 1
   */
  readonly capacityScale?: number;
}

/** VMs of a managed instance group. */
export interface InstanceGroupOptions extends EndpointGroupOptions {
  /** Name of the instance group. */
  readonly name: string;
  /** Zone or region of the group: `europe-west1-b`, `europe-west1`. */
  readonly location: string;
  /** Name of the port of the group on which the service listens. */
  readonly portName: string;
  /**
   * Whether requests to the VMs are plaintext, even if the service's pods require mutual TLS. VMs have no mesh certificates.
   *
   * @default false
   */
  readonly plainText?: boolean;
}

/** Endpoints of zonal network endpoint groups. */
export interface NetworkEndpointsOptions extends EndpointGroupOptions {
  /** Name of the groups, the same in each zone. */
  readonly name: string;
  /** Zones with a group of that name. */
  readonly zones: string[];
  /**
   * Whether requests to the endpoints are plaintext, even if the service's pods require mutual TLS.
   *
   * @default false
   */
  readonly plainText?: boolean;
}

/** A Cloud Run service. */
export interface CloudRunEndpointsOptions extends EndpointGroupOptions {
  /** Name of the service in Cloud Run. */
  readonly service: string;
  /** Region of the Cloud Run service: `europe-west1`. */
  readonly region: string;
  /**
   * Tag of the revision that gets the requests.
   *
   * @default - the service's own traffic split
   */
  readonly tag?: string;
  /**
   * E-mail addresses of the callers' Google service accounts, which are granted `roles/run.invoker` on the service. @default - none: the role is granted
   * elsewhere
   */
  readonly invokers?: string[];
}

/**
 * A group of endpoints in Google Cloud behind a service, in addition to pods of this cluster. All groups of a service or version must be of one kind, because
 * a backend service cannot mix kinds; use a separate version for each kind, and split the requests.
 *
 * @see https://cloud.google.com/load-balancing/docs/negs
 *
 * @example
 * declare const cart: mesh.MeshService;
 * const pods = cart.addVersion('gke', { image: 'example.com/cart:1' });
 * const run = cart.addVersion('run');
 * run.addEndpointGroups(mesh.EndpointGroup.cloudRun({ service: 'cart', region: 'europe-west1' }));
 * cart.split(pods.weight(90), run.weight(10));
 */
export class EndpointGroup extends Value {
  /** The VMs of a managed instance group. */
  public static instanceGroup(options: InstanceGroupOptions): EndpointGroup {
    names.dnsLabel('EndpointGroup.instanceGroup: name', options.name);
    names.dnsLabel(`the portName of instance group '${options.name}'`, options.portName);
    google.location(`the location of instance group '${options.name}'`, options.location);
    return EndpointGroup.of({ kind: 'instance-group', name: options.name, locations: [options.location], portName: options.portName, plainText: options.plainText ?? false }, options);
  }

  /** Network endpoint groups that are maintained elsewhere: VMs, pods of another cluster, addresses outside Google Cloud. */
  public static networkEndpoints(options: NetworkEndpointsOptions): EndpointGroup {
    names.dnsLabel('EndpointGroup.networkEndpoints: name', options.name);
    if (options.zones.length === 0) {
      throw new Error(`network endpoint group '${options.name}' has no zone; set at least one, such as 'europe-west1-b'`);
    }
    google.zones(`network endpoint group '${options.name}'`, options.zones);
    return EndpointGroup.of({ kind: 'network-endpoints', name: options.name, locations: options.zones, plainText: options.plainText ?? false }, options);
  }

  /** A Cloud Run service. */
  public static cloudRun(options: CloudRunEndpointsOptions): EndpointGroup {
    names.dnsLabel('EndpointGroup.cloudRun: service', options.service);
    google.region(`the region of Cloud Run service '${options.service}'`, options.region);
    if (options.maxRate !== undefined || options.capacityScale !== undefined) {
      throw new Error(`EndpointGroup.cloudRun: service '${options.service}' scales with its requests and has no fixed capacity; remove maxRate and capacityScale`);
    }
    const invokers = options.invokers?.map((a) => google.googleAccount(`an invoker of Cloud Run service '${options.service}'`, a));
    return EndpointGroup.of({ kind: 'cloud-run', name: options.service, locations: [options.region], tag: options.tag, plainText: false, ...(invokers ? { invokers } : {}) }, options);
  }

  private static of(model: EndpointGroupModel, options: EndpointGroupOptions): EndpointGroup {
    const scale = options.capacityScale;
    if (scale !== undefined && !(scale >= 0 && scale <= 1)) {
      throw new Error(`the capacityScale of endpoint group '${model.name}' must be a fraction from 0 to 1, got: ${scale}`);
    }
    const maxRate = options.maxRate === undefined ? undefined : names.integer(`the maxRate of endpoint group '${model.name}'`, options.maxRate, 1);
    const capacity = scale === undefined && maxRate === undefined ? undefined : { maxRate, scale };
    return new EndpointGroup({ ...model, project: options.project, capacity });
  }

  private constructor(private readonly model: EndpointGroupModel) {
    super();
  }

  /** @internal */
  public _model(): EndpointGroupModel {
    return this.model;
  }
}
guarded(EndpointGroup, 'EndpointGroup');

const FEATURE = {
  'instance-group': MeshFeature.ENDPOINTS_INSTANCE_GROUP, 'network-endpoints': MeshFeature.ENDPOINTS_NETWORK, 'cloud-run': MeshFeature.ENDPOINTS_CLOUD_RUN,
};

/** @internal */
export function endpointGroupModel(what: string, mesh: Mesh, group: EndpointGroup): EndpointGroupModel {
  const model = group._model();
  refuseUnknown(what, mesh, FEATURE[model.kind]);
  return model;
}

/**
 * Throws if the plane of a mesh does not support a feature.
 *
 * @internal
 */
export function refuseUnknown(what: string, mesh: Mesh, feature: MeshFeature): void {
  const plane = mesh._plane().name;
  const { level, note } = mesh._plane().cell?.(feature) ?? capability(feature, plane);
  if (level === 'none') {
    throw new Error(`${what}: ${FEATURES[feature].title} (${feature}) is not supported on plane '${plane}'; remove it (closest alternative: ${note})`);
  }
}
