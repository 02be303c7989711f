import type { WorkloadEntryOptions } from '../workload-entry';
import { dnsName, inHost, labels, port, text, uint32 } from './check';
import type { At, Input, Json } from './json';
import { map, refuse, struct } from './json';

export const workloadEntryOptions = struct<WorkloadEntryOptions>((p, at) => {
  if (p.address === undefined && p.network === undefined) {
    refuse(at, 'address or network must be set, got: neither');
  }
  return workload(p, at);
});

/** The fields of an endpoint; throws for addresses that the CRD or istiod rejects. */
export function workload(p: Input<WorkloadEntryOptions>, at: At): Json {
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
