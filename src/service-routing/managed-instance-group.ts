import { type ApiObject, type Duration, type Size } from 'cdk8s';
import { Construct } from 'constructs';
import { MachineProxy } from '../bootstrap/machine-proxy';
import { MeshFeature } from '../capability/feature';
import * as google from '../google/names';
import * as names from '../grammar/names';
import { Mesh } from '../mesh';
import type { InstanceGroupModel } from '../model/service-routing';
import type { ServiceRoutingPlane } from '../plane/service-routing';
import { instanceGroupSlots } from '../plane/service-routing/instance-group';
import type { ICallTarget } from '../service/calls';
import { EndpointGroup, refuseUnknown } from '../service/endpoint-group';
import type { HealthCheck } from '../workload/health-check';

/** Machines of Compute Engine behind services of a mesh. */
export interface ManagedInstanceGroupProps {
  /**
   * Name of the group.
   *
   * @default - the construct's id
   */
  readonly groupName?: string;
  /** Zone or region of the machines: `europe-west1-b`, `europe-west1`. */
  readonly location: string;
  /**
   * Zones of the region over which the machines are spread.
   *
   * @default - Google chooses three of the region
   */
  readonly zones?: string[];
  /** How many machines there are. */
  readonly size: number;
  /** Ports on which programs of the machines listen, by name: `{ http: 8080 }`. Backend services find a port by its name. */
  readonly ports: { readonly [name: string]: number };
  /**
   * Type of the machines.
   *
   * @default e2-medium
   */
  readonly machineType?: string;
  /** Image of the boot disk: `projects/debian-cloud/global/images/family/debian-12`. */
  readonly image: string;
  /**
   * Size of the boot disk, in whole gibibytes.
   *
   * @default - the image's
   */
  readonly diskSize?: Size;
  /**
   * Subnetwork of the machines: `projects/P/regions/europe-west1/subnetworks/S`.
   *
   * @default - the one of the mesh's network in the region, which must make subnetworks by itself
   */
  readonly subnetwork?: string;
  /** E-mail address of the machines' Google service account. It is given the role with which proxies ask for routes. */
  readonly serviceAccount: string;
  /**
   * Script that runs when a machine starts.
   *
   * @default - none
   */
  readonly startupScript?: string;
  /**
   * Metadata of the machines, beside what the proxy needs.
   *
   * @default - none
   */
  readonly metadata?: { readonly [key: string]: string };
  /**
   * Labels of the machines.
   *
   * @default - none
   */
  readonly labels?: { readonly [name: string]: string };
  /**
   * Network tags of the machines, which rules of the firewall name.
   *
   * @default - none
   */
  readonly tags?: string[];
  /**
   * How the group finds out that a machine must be replaced. Whether requests come to it is another check, which each service's backend makes.
   *
   * @default - machines are replaced when they stop
   */
  readonly healthCheck?: HealthCheck;
  /**
   * How long a new machine has until it is asked.
   *
   * @default Duration.minutes(5)
   */
  readonly initialDelay?: Duration;
  /**
   * Whether the machines get an Envoy. What they serve needs none; what their programs call does.
   *
   * @default true
   */
  readonly installProxy?: boolean;
  /**
   * What that Envoy is told. With a `scope` the machines are those of an ingress gateway.
   *
   * @default - it takes the mesh's routes, and what comes to the group's ports passes it
   */
  readonly proxy?: MachineProxy;
}

/** What a service asks of a group's machines. */
export interface InstanceGroupEndpointsOptions {
  /**
   * Requests for each second that a machine takes before those farther away are asked.
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

/**
 * A managed instance group whose machines serve a mesh of Google's service routing: the template of the machines with their proxy, the group with
 * named ports, the check that replaces machines, and the role of their account, as objects of Config Connector beside the mesh's. A change of the
 * template makes a new one, to which the group moves a machine of each zone at a time.
 *
 * Machines have no certificates of the mesh: requests to them are plain text, no endpoint policy is for them, and who may connect is a matter of
 * the firewall.
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

  /** The objects of the group: its template, the group, its health check, and the role of its account. */
  public readonly objects: ApiObject[];

  private readonly portNames: readonly string[];

  /**
   * @throws on a plane that knows no instance groups, and when a fact is in another form than Compute Engine takes
   */
  public constructor(scope: Construct, id: string, props: ManagedInstanceGroupProps) {
    super(scope, id);
    const what = `instance group '${this.node.path}'`;
    const mesh = Mesh.containing(this);
    refuseUnknown(what, mesh, MeshFeature.ENDPOINTS_INSTANCE_GROUP);
    const { plane, elsewhere } = mesh._target();
    const routing = (plane as ServiceRoutingPlane).model;
    this.groupName = names.dnsLabel(`the name of ${what}`, props.groupName ?? id);
    this.location = props.location;
    this.portNames = Object.keys(props.ports);
    const model = modelOf(what, this.node.path, this.groupName, props, () => (props.proxy ?? MachineProxy.of({
      mesh: routing.mesh, projectNumber: routing.project.number, proxyPort: routing.interceptionPort, servingPorts: Object.values(props.ports),
    })).metadata);
    this.objects = instanceGroupSlots(routing, model).map((slot) => elsewhere!.put(slot, this.node.path));
  }

  /**
   * The machines as endpoints of a service or a version.
   *
   * @param port name of one of the group's ports
   * @param options what the service asks of them
   * @throws when the group has no such port
   */
  public endpoints(port: string, options: InstanceGroupEndpointsOptions = {}): EndpointGroup {
    if (!this.portNames.includes(port)) {
      throw new Error(`instance group '${this.node.path}' has no port '${port}' (it has ${this.portNames.join(', ')}); name one of them`);
    }
    return EndpointGroup.instanceGroup({ name: this.groupName, location: this.location, portName: port, plainText: true, ...options });
  }

  /**
   * Says that programs of the machines call a service of the mesh. Machines have no certificates of the mesh: a service that takes mutual TLS, or
   * that admits identities alone, is an error at synth.
   *
   * @param target a MeshService
   */
  public calls(target: ICallTarget): void {
    const callee = target._callee();
    callee.addCaller({ outside: `instance group '${this.node.path}'`, target: callee, methods: [], paths: [], ports: [], hosts: [] });
  }
}

function modelOf(what: string, path: string, name: string, props: ManagedInstanceGroupProps, proxy: () => { [key: string]: string }): InstanceGroupModel {
  const { location, zones = [], metadata = {} } = props;
  google.location(`the location of ${what}`, location);
  google.zones(what, zones);
  const strange = zones.find((z) => z.slice(0, -2) !== location);
  if (strange !== undefined) {
    throw new Error(`${what} is in '${location}', and '${strange}' is ${/-[a-z]$/.test(location) ? 'beside that: a group of one zone has no others; leave zones out, or let location be a region' : 'no zone of that region; name zones of it'}`);
  }
  if (Object.keys(props.ports).length === 0) {
    throw new Error(`${what} has no port, so no service can lead to it; name them: ports: { http: 8080 }`);
  }
  for (const [port, number] of Object.entries(props.ports)) {
    names.dnsLabel(`the name of port '${port}' of ${what}`, port);
    names.port(`the port '${port}' of ${what}`, number);
  }
  google.googleAccount(`the serviceAccount of ${what}`, props.serviceAccount);
  const probe = props.healthCheck?._model();
  if (probe?.kind === 'exec') {
    throw new Error(`${what}: a machine is asked from outside, where no command can run; use HealthCheck.http, .grpc or .tcp`);
  }
  const proxied = props.installProxy ?? true;
  if (props.proxy && !proxied) {
    throw new Error(`${what} is told of a proxy and has none (installProxy: false); leave proxy or installProxy out`);
  }
  const written: { [key: string]: string } = { ...(props.startupScript === undefined ? {} : { 'startup-script': props.startupScript }), ...(proxied ? proxy() : {}) };
  const twice = Object.keys(metadata).find((key) => key in written);
  if (twice !== undefined) {
    throw new Error(`${what}: the metadata '${twice}' is written by ${twice === 'startup-script' ? 'startupScript' : 'the proxy'}; leave it out`);
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
