import type { Protocol } from './protocol';
import type { ResourceProps } from './resource-props';
import type { ExportTo } from './visibility';
import workloadEntryWriters, { type WorkloadEntryOptions } from './workload-entry';
import { cidr, host, label, port, selectorLabels, text } from '../write/check';
import { atMostOne, constant, filled, list, refuse, struct, value } from '../write/json';

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

const serviceEntryPort = struct<ServiceEntryPort>((p, at) => ({
  number: port(p.number, at, 'number'),
  name: label(p.name, at, 'name'),
  protocol: constant(p.protocol, at, 'protocol'),
  targetPort: port(p.targetPort, at, 'targetPort'),
}));

const serviceEntrySpec = struct<ServiceEntryProps>((p, at) => {
  if (p.hosts.length === 0) {
    refuse(at, 'hosts must contain at least one host');
  }
  if (p.hosts.includes('*')) {
    refuse(at, "hosts must not contain '*', which would match every host; list the hosts, or use a wildcard such as '*.example.com'");
  }
  atMostOne(p, at, 'endpoints', 'workloadSelector');
  const resolution = p.resolution ?? 'NONE';
  if (p.endpoints?.length && resolution === 'NONE') {
    refuse(at, 'endpoints have no effect with resolution NONE; set STATIC or DNS');
  }
  if (resolution === 'DNS_ROUND_ROBIN' && (p.endpoints?.length ?? 0) > 1) {
    refuse(at, `endpoints must contain exactly one with resolution DNS_ROUND_ROBIN, got: ${p.endpoints?.length}`);
  }
  if ((p.addresses ?? []).some((a) => a.includes('/')) && !['NONE', 'STATIC'].includes(resolution)) {
    refuse(at, `resolution must be NONE or STATIC if addresses contains CIDR ranges, got: ${resolution}`);
  }
  if (resolution === 'DYNAMIC_DNS' && p.hosts.some((h) => !h.startsWith('*'))) {
    refuse(at, "resolution DYNAMIC_DNS is for wildcard hosts; use hosts such as '*.example.com', or resolution DNS");
  }
  if (['DNS', 'DNS_ROUND_ROBIN'].includes(resolution) && !p.endpoints?.length && !p.workloadSelector && p.hosts.some((h) => h.includes('*'))) {
    refuse(at, `${resolution} can't resolve a wildcard host; add endpoints, or use DYNAMIC_DNS or NONE`);
  }
  const numbers = (p.ports ?? []).map((s) => s.number);
  const repeated = numbers.find((n, i) => numbers.indexOf(n) !== i);
  if (repeated !== undefined) {
    refuse(at, `two ports have the number ${repeated}; remove one`);
  }
  return {
    hosts: list(p.hosts, at, 'hosts', host),
    addresses: filled(p.addresses, at, 'addresses', cidr),
    ports: list(p.ports, at, 'ports', serviceEntryPort),
    location: constant(p.location, at, 'location'),
    resolution: constant(p.resolution, at, 'resolution'),
    endpoints: filled(p.endpoints, at, 'endpoints', workloadEntryWriters.workloadEntryOptions),
    workloadSelector: selectorLabels(p.workloadSelector, at, 'workloadSelector'),
    exportTo: filled(p.exportTo, at, 'exportTo', value),
    subjectAltNames: filled(p.subjectAltNames, at, 'subjectAltNames', text),
  };
});

export default { serviceEntryPort, serviceEntrySpec };
