import { type ApiObject, type Duration, type Size } from 'cdk8s';
import { Construct } from 'constructs';
import { MachineProxy } from '../bootstrap/machine-proxy';
import { MeshFeature } from '../capability/feature';
import * as google from '../google/names';
import * as names from '../grammar/names';
import { given, guarded } from '../guard/guard';
import { Mesh } from '../mesh';
import type { InstanceGroupModel } from '../model/service-routing';
import type { ServiceRoutingPlane } from '../plane/service-routing';
import { instanceGroupSlots } from '../plane/service-routing/instance-group';
import type { ICallTarget } from '../service/calls';
import { EndpointGroup, refuseUnknown } from '../service/endpoint-group';
import type { HealthCheck } from '../workload/health-check';

/** Compute Engine VMs behind services of a mesh. */
export interface ManagedInstanceGroupProps {
  /**
   * Name of the group.
   *
   * @default - the construct's id
   */
  readonly groupName?: string;
  /** Zone or region of the VMs: `europe-west1-b`, `europe-west1`. */
  readonly location: string;
  /**
   * Zones of the region over which the VMs are spread.
   *
   * @default - three zones that Google chooses
   */
  readonly zones?: string[];
  /** Number of VMs. */
  readonly size: number;
  /** Ports on which applications on the VMs listen, by name: `{ http: 8080 }`. Backend services find a port by its name. */
  readonly ports: { readonly [name: string]: number };
  /**
   * Machine type.
   *
   * @default e2-medium
   */
  readonly machineType?: string;
  /** Image of the boot disk: `projects/debian-cloud/global/images/family/debian-12`. */
  readonly image: string;
  /**
   * Size of the boot disk, in whole gibibytes.
   *
   * @default - the size of the image
   */
  readonly diskSize?: Size;
  /**
   * Subnetwork of the VMs: `projects/P/regions/europe-west1/subnetworks/S`.
   *
   * @default - the subnetwork of the mesh's network in the region; the network must be in auto mode
   */
  readonly subnetwork?: string;
  /** E-mail address of the VMs' Google service account. It is granted the role that proxies need to fetch routes. */
  readonly serviceAccount: string;
  /**
   * Startup script.
   *
   * @default - none
   */
  readonly startupScript?: string;
  /**
   * Metadata of the VMs, in addition to what the proxy needs.
   *
   * @default - none
   */
  readonly metadata?: { readonly [key: string]: string };
  /**
   * Labels of the VMs.
   *
   * @default - none
   */
  readonly labels?: { readonly [name: string]: string };
  /**
   * Network tags of the VMs, for firewall rules.
   *
   * @default - none
   */
  readonly tags?: string[];
  /**
   * Autohealing check of the group. A separate check, that of each backend service, decides whether a VM gets requests.
   *
   * @default - none: only stopped VMs are replaced
   */
  readonly healthCheck?: HealthCheck;
  /**
   * Delay before a new VM is checked.
   *
   * @default Duration.minutes(5)
   */
  readonly initialDelay?: Duration;
  /**
   * Whether the VMs get an Envoy. Only outbound calls need one.
   *
   * @default true
   */
  readonly installProxy?: boolean;
  /**
   * Settings of that Envoy. With a `scope`, the VMs are those of an ingress gateway.
   *
   * @default - it gets the mesh's routes, and traffic to the group's ports passes through it
   */
  readonly proxy?: MachineProxy;
}

/** How a service uses an instance group. */
export interface InstanceGroupEndpointsOptions {
  /**
   * Requests per second for each VM before traffic spills over to more distant ones.
   *
   * @default - the mesh's setting
   */
  readonly maxRate?: number;
  /**
   * Share of the group's capacity to use, from 0 to 1; 0 drains it.
   *
   * @default 1
   */
  readonly capacityScale?: number;
}

/**
 * A managed instance group of VMs in a mesh of Google's service routing: the VM template with its proxy, the group with named ports, the autohealing check,
 * and the role of the VMs' account, as Config Connector objects in the mesh's namespace. A changed template becomes a new one, to which the group migrates
 * one VM per zone at a time. VMs have no mesh certificates: requests to them are plaintext, endpoint policies do not apply to them, and the firewall decides
 * who may connect.
 *
 * @see https://cloud.google.com/compute/docs/instance-groups
 *
 * @example
 * declare const chart: Chart; // enrolled in a mesh of ControlPlane.serviceRouting()
 * const machines = new mesh.ManagedInstanceGroup(chart, 'stock-machines', {
 *   location: 'europe-west1',
 *   size: 3,
 *   ports: { http: 8080 },
 *   image: 'projects/shop-prod/global/images/family/stock',
 *   serviceAccount: 'stock@shop-prod.iam.gserviceaccount.com',
 *   healthCheck: mesh.HealthCheck.http(8080, '/healthz'),
 * });
 * const stock = new mesh.MeshService(chart, 'stock', { ports: [mesh.ServicePort.http(80)], mtls: mesh.MutualTls.DISABLE });
 * stock.addEndpointGroups(machines.endpoints('http'));
 */
export class ManagedInstanceGroup extends Construct {
  /** Name of the group. */
  public readonly groupName: string;

  /** Zone or region of the group. */
  public readonly location: string;

  /** The objects of the group: its template, the group, its health check, and the role for its service account. */
  public readonly objects: ApiObject[];

  private readonly portNames: readonly string[];

  /**
   * @throws on a plane without instance groups, and when Compute Engine does not accept the form of a value
   */
  public constructor(scope: Construct, id: string, props: ManagedInstanceGroupProps) {
    super(scope, given('ManagedInstanceGroup', scope, id, props));
    const what = `instance group '${this.node.path}'`;
    const mesh = Mesh.containing(this);
    refuseUnknown(what, mesh, MeshFeature.ENDPOINTS_INSTANCE_GROUP);
    const { plane, elsewhere } = mesh._target();
    const routing = (plane as ServiceRoutingPlane).model;
    this.groupName = names.dnsLabel(`the name of ${what}`, props.groupName ?? id);
    this.location = props.location;
    this.portNames = Object.keys(props.ports);
    const model = modelOf(what, this.node.path, this.groupName, props, () => (props.proxy ?? MachineProxy.create({
      mesh: routing.mesh, projectNumber: routing.project.number, proxyPort: routing.interceptionPort, servingPorts: Object.values(props.ports),
    })).metadata);
    this.objects = instanceGroupSlots(routing, model).map((slot) => elsewhere!.emit(slot, this.node.path));
  }

  /**
   * The VMs as endpoints of a service or a version.
   *
   * @param port name of one of the group's ports
   * @param options how the service uses them
   * @throws when the group has no such port
   */
  public endpoints(port: string, options: InstanceGroupEndpointsOptions = {}): EndpointGroup {
    if (!this.portNames.includes(port)) {
      throw new Error(`instance group '${this.node.path}' has no port '${port}' (it has ${this.portNames.join(', ')}); use one of them`);
    }
    return EndpointGroup.instanceGroup({ name: this.groupName, location: this.location, portName: port, plainText: true, ...options });
  }

  /**
   * Declares that applications on the VMs call a service of the mesh. VMs have no mesh certificates: a service that requires mutual TLS, or only allows
   * identities, is an error at synth.
   *
   * @param target a MeshService
   */
  public calls(target: ICallTarget): void {
    const callee = target._callee();
    callee.addCaller({ outside: `instance group '${this.node.path}'`, target: callee, methods: [], paths: [], ports: [], hosts: [] });
  }
}
guarded(ManagedInstanceGroup, 'ManagedInstanceGroup');

function modelOf(what: string, path: string, name: string, props: ManagedInstanceGroupProps, proxy: () => { [key: string]: string }): InstanceGroupModel {
  const { location, zones = [], metadata = {} } = props;
  google.location(`the location of ${what}`, location);
  google.zones(what, zones);
  const strange = zones.find((z) => z.slice(0, -2) !== location);
  if (strange !== undefined) {
    throw new Error(`${what} is in '${location}', and zone '${strange}' is ${/-[a-z]$/.test(location) ? 'not that zone; remove zones, or set location to a region' : 'not a zone of that region; use zones of that region'}`);
  }
  if (Object.keys(props.ports).length === 0) {
    throw new Error(`${what} has no port, so no service can route to it; set ports: { http: 8080 }`);
  }
  for (const [port, number] of Object.entries(props.ports)) {
    names.dnsLabel(`the name of port '${port}' of ${what}`, port);
    names.port(`the port '${port}' of ${what}`, number);
  }
  google.googleAccount(`the serviceAccount of ${what}`, props.serviceAccount);
  const probe = props.healthCheck?._model();
  if (probe?.kind === 'exec') {
    throw new Error(`${what}: a load balancer checks the health of VMs and can't run commands; use HealthCheck.http, .grpc or .tcp`);
  }
  const proxied = props.installProxy ?? true;
  if (props.proxy && !proxied) {
    throw new Error(`${what} sets proxy, but no proxy is installed (installProxy: false); remove proxy or installProxy`);
  }
  const written: { [key: string]: string } = { ...(props.startupScript === undefined ? {} : { 'startup-script': props.startupScript }), ...(proxied ? proxy() : {}) };
  const repeated = Object.keys(metadata).find((key) => key in written);
  if (repeated !== undefined) {
    throw new Error(`${what}: the metadata '${repeated}' is set by ${repeated === 'startup-script' ? 'startupScript' : 'the proxy'}; remove it`);
  }
  return {
    path,
    name,
    location,
    zones,
    size: names.integer(`the size of ${what}`, props.size, 0),
    ports: props.ports,
    machineType: props.machineType ?? 'e2-medium',
    image: props.image,
    diskGib: props.diskSize?.toGibibytes(),
    subnetwork: props.subnetwork,
    serviceAccount: props.serviceAccount,
    metadata: { ...metadata, ...written },
    labels: props.labels ?? {},
    tags: props.tags ?? [],
    probe,
    initialDelaySeconds: props.initialDelay?.toSeconds() ?? 300,
    proxied,
  };
}
