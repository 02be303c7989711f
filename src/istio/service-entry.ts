import type { Construct } from 'constructs';
import type { DestinationConfig, IDestination } from './destination';
import type { Protocol } from './protocol';
import { given, guarded } from '../guard/guard';
import type { Json } from './render/json';
import { described } from './render/kinds';
import { serviceEntryPort } from './render/service-entry';
import { workloadEntryOptions } from './render/workload-entry';
import { IstioResource } from './resource';
import type { ResourceProps } from './resource-props';
import type { ExportTo } from './visibility';
import type { WorkloadEntryOptions } from './workload-entry';

/** Whether a service is part of the mesh. */
export enum ServiceLocation {
  /** Outside the mesh: no mesh mutual TLS. */
  MESH_EXTERNAL = 'MESH_EXTERNAL',

  /** Part of the mesh, such as a VM. */
  MESH_INTERNAL = 'MESH_INTERNAL',
}

/** How the addresses of a service's endpoints are resolved. */
export enum ServiceResolution {
  /** No resolution: the address that the caller chose is used. */
  NONE = 'NONE',

  /** The addresses of the entry's endpoints. */
  STATIC = 'STATIC',

  /** DNS, with all addresses of the answer. */
  DNS = 'DNS',

  /** DNS, with the first address of the answer for each new connection. */
  DNS_ROUND_ROBIN = 'DNS_ROUND_ROBIN',

  /** DNS lookup of the host of each request; for wildcard hosts. */
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
   * @default - detected from the traffic
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
  /** The hosts; several hosts share ports and endpoints. */
  readonly hosts: string[];

  /**
   * Virtual IP addresses or CIDR ranges of the service.
   *
   * @default - none; matched by host or port
   */
  readonly addresses?: string[];

  /**
   * The ports; `addPort` adds more.
   *
   * @default - none
   */
  readonly ports?: ServiceEntryPort[];

  /**
   * Whether the service is part of the mesh.
   *
   * @default ServiceLocation.MESH_EXTERNAL
   */
  readonly location?: ServiceLocation;

  /**
   * How the addresses are resolved.
   *
   * @default ServiceResolution.NONE
   */
  readonly resolution?: ServiceResolution;

  /**
   * The endpoints; `addEndpoint` adds more. Can't be combined with `workloadSelector`.
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
   * The namespaces in which the ServiceEntry is visible.
   *
   * @default - the mesh's setting, which is everywhere unless changed
   */
  readonly exportTo?: ExportTo[];

  /**
   * The names of which the server's certificate must have one.
   *
   * @default - not verified
   */
  readonly subjectAltNames?: string[];
}

/**
 * A service outside Kubernetes: external to the mesh, or on VMs.
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
    super(scope, given('istio.ServiceEntry', scope, id, props), described('ServiceEntry', props));
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

  /** Returns the first host as a destination of routes. */
  public toDestinationConfig(): DestinationConfig {
    return { host: (this._state.hosts as string[])[0] };
  }
}
guarded(ServiceEntry, 'istio.ServiceEntry');
