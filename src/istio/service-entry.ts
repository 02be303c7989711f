import type { Construct } from 'constructs';
import type { DestinationConfig, IDestination } from './destination';
import type { Protocol } from './protocol';
import type { Json } from './render/json';
import { described } from './render/kinds';
import { serviceEntryPort } from './render/service-entry';
import { workloadEntryOptions } from './render/workload-entry';
import { IstioResource } from './resource';
import type { ResourceProps } from './resource-props';
import type { ExportTo } from './visibility';
import type { WorkloadEntryOptions } from './workload-entry';

/** Is a service part of the mesh? */
export enum ServiceLocation {
  /** It is outside: no mutual TLS of the mesh. */
  MESH_EXTERNAL = 'MESH_EXTERNAL',

  /** It is part of the mesh, such as a virtual machine. */
  MESH_INTERNAL = 'MESH_INTERNAL',
}

/** How the addresses of a service's endpoints are found. */
export enum ServiceResolution {
  /** The caller knows the address; it is taken as it is. */
  NONE = 'NONE',

  /** From the entry's endpoints. */
  STATIC = 'STATIC',

  /** By DNS, all addresses of the answer. */
  DNS = 'DNS',

  /** By DNS, the first address of each answer for new connections. */
  DNS_ROUND_ROBIN = 'DNS_ROUND_ROBIN',

  /** By DNS, the very host that a request names; for wildcard hosts. */
  DYNAMIC_DNS = 'DYNAMIC_DNS',
}

/** A port of a service. */
export interface ServiceEntryPort {
  /** The number. */
  readonly number: number;

  /** The name, unique in the entry. */
  readonly name: string;

  /**
   * The protocol.
   *
   * @default - found out from the traffic
   */
  readonly protocol?: Protocol;

  /**
   * The port of the endpoints.
   *
   * @default - the same number
   */
  readonly targetPort?: number;
}

/** Properties of `ServiceEntry`. */
export interface ServiceEntryProps extends ResourceProps {
  /** The hosts; more than one share ports and endpoints. */
  readonly hosts: string[];

  /**
   * Virtual IP addresses or blocks of the service.
   *
   * @default - none; callers find it by name or port
   */
  readonly addresses?: string[];

  /**
   * The ports; `addPort` adds more.
   *
   * @default - none
   */
  readonly ports?: ServiceEntryPort[];

  /**
   * Is it part of the mesh?.
   *
   * @default ServiceLocation.MESH_EXTERNAL
   */
  readonly location?: ServiceLocation;

  /**
   * How the addresses are found.
   *
   * @default ServiceResolution.NONE
   */
  readonly resolution?: ServiceResolution;

  /**
   * The endpoints; not beside `workloadSelector`; `addEndpoint` adds more.
   *
   * @default - none
   */
  readonly endpoints?: WorkloadEntryOptions[];

  /**
   * The labels of the WorkloadEntries and pods that are the endpoints.
   *
   * @default - none
   */
  readonly workloadSelector?: { [label: string]: string };

  /**
   * The namespaces that can see it.
   *
   * @default - the mesh's setting, which is everywhere unless changed
   */
  readonly exportTo?: ExportTo[];

  /**
   * The names of which the server's certificate must have one.
   *
   * @default - not verified by this
   */
  readonly subjectAltNames?: string[];
}

/**
 * A service that Kubernetes does not know: outside the mesh, or of virtual machines.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/service-entry/
 *
 * @example
 * declare const chart: Chart;
 * new mesh.istio.ServiceEntry(chart, 'stripe', {
 *   hosts: ['api.stripe.com'],
 *   ports: [{ number: 443, name: 'tls', protocol: mesh.istio.Protocol.TLS }],
 *   location: mesh.istio.ServiceLocation.MESH_EXTERNAL,
 *   resolution: mesh.istio.ServiceResolution.DNS,
 * });
 */
export class ServiceEntry extends IstioResource implements IDestination {
  public constructor(scope: Construct, id: string, props: ServiceEntryProps) {
    super(scope, id, described('ServiceEntry', props));
  }

  /** Adds a port. */
  public addPort(port: ServiceEntryPort): void {
    if (((this._state.ports ?? []) as Json[]).some((p) => p.number === port.number || p.name === port.name)) {
      this._refuse(`a port with the number ${port.number} or the name '${port.name}' already exists; use a different number and name`);
    }
    this._append('ports', (at) => serviceEntryPort(port, '', at));
  }

  /** Adds an endpoint. */
  public addEndpoint(endpoint: WorkloadEntryOptions): void {
    if (this._state.workloadSelector !== undefined) {
      this._refuse('workloadSelector selects its endpoints; remove it, or add no endpoints');
    }
    if ((this._state.resolution ?? 'NONE') === 'NONE') {
      this._refuse('endpoints have no effect with resolution NONE; set STATIC or DNS');
    }
    this._append('endpoints', (at) => workloadEntryOptions(endpoint, '', at));
  }

  /** The first host, as a destination of routes. */
  public toDestinationConfig(): DestinationConfig {
    return { host: (this._state.hosts as string[])[0] };
  }
}
