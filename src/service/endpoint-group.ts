import type { Mesh } from '../mesh';
import { MeshFeature } from '../model/feature';
import * as names from '../model/names';
import type { EndpointGroupModel } from '../model/service';
import { capability, rowOf } from '../plane/capability';
import type { PlaneName } from '../plane/capability/cell';

/** What every group of endpoints can say. */
export interface EndpointGroupOptions {
  /**
   * Project that the group is in.
   *
   * @default - that of the mesh
   */
  readonly project?: string;
  /**
   * Requests for each second that one endpoint, or one machine, takes before those farther away are asked.
   *
   * @default - as the mesh says
   */
  readonly maxRate?: number;
  /**
   * Share of the group's capacity that is used, from 0 to 1: at 0 no requests come any more.
   *
   * @default 1
   */
  readonly capacityScale?: number;
}

/** Machines of a managed instance group. */
export interface InstanceGroupOptions extends EndpointGroupOptions {
  /** Name of the instance group. */
  readonly name: string;
  /** Zone or region of the group: `europe-west1-b`, `europe-west1`. */
  readonly location: string;
  /** Name of the port of the group on which the service listens. */
  readonly portName: string;
  /**
   * Whether requests to the machines are plain text, whatever the service's pods ask for. Machines have no certificates of the mesh.
   *
   * @default false
   */
  readonly plainText?: boolean;
}

/** Endpoints of zonal network endpoint groups. */
export interface NetworkEndpointsOptions extends EndpointGroupOptions {
  /** Name of the groups, the same in each zone. */
  readonly name: string;
  /** Zones that have a group of that name. */
  readonly zones: string[];
  /**
   * Whether requests to them are plain text, whatever the service's pods ask for.
   *
   * @default false
   */
  readonly plainText?: boolean;
}

/** A service of Cloud Run. */
export interface CloudRunEndpointsOptions extends EndpointGroupOptions {
  /** Name of the service in Cloud Run. */
  readonly service: string;
  /** Its region: `europe-west1`. */
  readonly region: string;
  /**
   * Tag of the revision that takes the requests.
   *
   * @default - whatever the service serves
   */
  readonly tag?: string;
}

/**
 * Endpoints of a service that Google Cloud knows as a group, besides pods of this cluster. All groups of a service or version are of one kind,
 * as one backend service takes no others; give other kinds a version of their own, and share the requests.
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
export class EndpointGroup {
  /** The machines of a managed instance group. */
  public static instanceGroup(options: InstanceGroupOptions): EndpointGroup {
    names.dnsLabel('the name of an instance group', options.name);
    names.dnsLabel(`the port of instance group '${options.name}'`, options.portName);
    if (!/^[a-z]+-[a-z]+[0-9]+(-[a-z])?$/.test(options.location)) {
      throw new Error(`the location of instance group '${options.name}' is a zone (europe-west1-b) or a region (europe-west1), got: '${options.location}'`);
    }
    return EndpointGroup.of({ kind: 'instance-group', name: options.name, locations: [options.location], portName: options.portName, plainText: options.plainText ?? false }, options);
  }

  /** Endpoints that somebody keeps in network endpoint groups: machines, pods of another cluster, addresses outside Google Cloud. */
  public static networkEndpoints(options: NetworkEndpointsOptions): EndpointGroup {
    names.dnsLabel('the name of a network endpoint group', options.name);
    if (options.zones.length === 0 || !options.zones.every((z) => /^[a-z]+-[a-z]+[0-9]+-[a-z]$/.test(z))) {
      throw new Error(`network endpoint group '${options.name}' is found by its zones, such as 'europe-west1-b', got: ${options.zones.map((z) => `'${z}'`).join(', ') || 'none'}`);
    }
    return EndpointGroup.of({ kind: 'network-endpoints', name: options.name, locations: options.zones, plainText: options.plainText ?? false }, options);
  }

  /** A service of Cloud Run. */
  public static cloudRun(options: CloudRunEndpointsOptions): EndpointGroup {
    names.dnsLabel('the name of a service of Cloud Run', options.service);
    if (!/^[a-z]+-[a-z]+[0-9]+$/.test(options.region)) {
      throw new Error(`the region of Cloud Run service '${options.service}' is written like 'europe-west1', got: '${options.region}'`);
    }
    if (options.maxRate !== undefined || options.capacityScale !== undefined) {
      throw new Error(`Cloud Run service '${options.service}' grows with its requests and has no capacity to name; leave maxRate and capacityScale out`);
    }
    return EndpointGroup.of({ kind: 'cloud-run', name: options.service, locations: [options.region], tag: options.tag, plainText: false }, options);
  }

  private static of(model: EndpointGroupModel, options: EndpointGroupOptions): EndpointGroup {
    const scale = options.capacityScale;
    if (scale !== undefined && !(scale >= 0 && scale <= 1)) {
      throw new Error(`the capacityScale of a group of endpoints is a share from 0 to 1, got: ${scale}`);
    }
    const maxRate = options.maxRate === undefined ? undefined : names.integer('the maxRate of a group of endpoints', options.maxRate, 1);
    const capacity = scale === undefined && maxRate === undefined ? undefined : { maxRate, scale };
    return new EndpointGroup({ ...model, project: options.project, capacity });
  }

  private constructor(private readonly model: EndpointGroupModel) {}

  /** @internal */
  public _model(): EndpointGroupModel {
    return this.model;
  }
}

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
 * Refuses what the plane of a mesh has no words for.
 *
 * @internal
 */
export function refuseUnknown(what: string, mesh: Mesh, feature: MeshFeature): void {
  const plane = mesh._plane().name;
  if (plane === 'managed' && feature === MeshFeature.PROXYLESS_GRPC) {
    throw new Error(`${what}: ${rowOf(feature).title} (${feature}) can't be said on plane 'managed'; nearest alternative: ControlPlane.serviceRouting()`);
  }
  const { level, note } = capability(feature, (plane === 'managed' ? 'istio' : plane) as PlaneName);
  if (level === 'none') {
    throw new Error(`${what}: ${rowOf(feature).title} (${feature}) can't be said on plane '${plane}'; nearest alternative: ${note}`);
  }
}
