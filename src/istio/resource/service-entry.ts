import type { Construct } from 'constructs';
import { IstioResource } from './resource';
import { given, guarded } from '../../guard/guard';
import type { DestinationConfig, IDestination } from '../api/destination';
import { described } from '../api/kinds';
import serviceEntryWriters, { type ServiceEntryPort, type ServiceEntryProps } from '../api/service-entry';
import workloadEntryWriters, { type WorkloadEntryOptions } from '../api/workload-entry';
import type { Json } from '../write/json';

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
    this._append('ports', (at) => serviceEntryWriters.serviceEntryPort(port, '', at));
  }

  /** Adds an endpoint. */
  public addEndpoint(endpoint: WorkloadEntryOptions): void {
    if (this._state.workloadSelector !== undefined) {
      this._refuse('workloadSelector selects its endpoints; remove it, or add no endpoints');
    }
    if ((this._state.resolution ?? 'NONE') === 'NONE') {
      this._refuse('endpoints have no effect with resolution NONE; set STATIC or DNS');
    }
    this._append('endpoints', (at) => workloadEntryWriters.workloadEntryOptions(endpoint, '', at));
  }

  /** Returns the first host as a destination of routes. */
  public toDestinationConfig(): DestinationConfig {
    return { host: (this._state.hosts as string[])[0] };
  }
}
guarded(ServiceEntry, 'istio.ServiceEntry');
