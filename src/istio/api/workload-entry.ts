import type { ResourceProps } from './resource-props';
import { dnsName, inHost, labels, port, text, uint32 } from '../write/check';
import { type At, type Input, type Json, map, refuse, struct } from '../write/json';

/** A workload outside Kubernetes: a VM, a server, an endpoint of a service. */
export interface WorkloadEntryOptions {
  /**
   * IP address, DNS name or Unix socket (`unix:///path`) of the workload.
   *
   * @default - none; then `network` must be set
   */
  readonly address?: string;

  /**
   * Ports of the workload, by the names of the service's ports, where their numbers differ from the service's.
   *
   * @default - the target ports of the service
   */
  readonly ports?: { [key: string]: number };

  /**
   * Labels of the workload.
   *
   * @default - none
   */
  readonly labels?: { [label: string]: string };

  /**
   * Network of the workload; only addresses in the same network can reach each other.
   *
   * @default - the local one
   */
  readonly network?: string;

  /**
   * Locality of the workload: `region/zone/subzone`.
   *
   * @default - unknown
   */
  readonly locality?: string;

  /**
   * Load-balancing weight of the workload, relative to the other endpoints.
   *
   * @default 1
   */
  readonly weight?: number;

  /**
   * Service account of the workload, in the namespace of the entry.
   *
   * @default - none
   */
  readonly serviceAccount?: string;
}

/** Properties of `WorkloadEntry`. */
export interface WorkloadEntryProps extends WorkloadEntryOptions, ResourceProps {}

const workloadEntryOptions = struct<WorkloadEntryOptions>((p, at) => {
  if (p.address === undefined && p.network === undefined) {
    refuse(at, 'address or network must be set, got: neither');
  }
  return workload(p, at);
});

/** The fields of an endpoint; throws for addresses that the CRD or istiod rejects. */
function workload(p: Input<WorkloadEntryOptions>, at: At): Json {
  if (p.address?.startsWith('unix://')) {
    if (p.ports !== undefined) {
      refuse(at, 'a Unix socket has no ports; remove ports');
    }
    if (!/^unix:\/\/[/@].*[^/]$/.test(p.address)) {
      refuse(at, `address must be 'unix:///path' or 'unix://@name', got: '${p.address}'`);
    }
  } else if (p.address !== undefined) {
    inHost(p.address, at, 'address');
  }
  return {
    address: text(p.address, at, 'address'),
    ports: map(p.ports, at, 'ports', port),
    labels: labels(p.labels, at, 'labels'),
    network: text(p.network, at, 'network'),
    locality: text(p.locality, at, 'locality'),
    weight: uint32(p.weight, at, 'weight'),
    serviceAccount: dnsName(p.serviceAccount, at, 'serviceAccount'),
  };
}

export default { workloadEntryOptions, workload };
