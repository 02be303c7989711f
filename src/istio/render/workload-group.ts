import type { WorkloadGroupMetadata, WorkloadGroupProps, WorkloadGroupTemplate } from '../workload-group';
import { anyText, dnsName, labels, port, text, uint32 } from './check';
import { map, refuse, struct, value } from './json';
import { workloadAddress } from './workload-entry';

export const workloadGroupTemplate = struct<WorkloadGroupTemplate>((p, at) => {
  workloadAddress(p, at, true);
  return {
    address: text(p.address, at, 'address'),
    ports: map(p.ports, at, 'ports', port),
    labels: labels(p.labels, at, 'labels'),
    network: text(p.network, at, 'network'),
    locality: text(p.locality, at, 'locality'),
    weight: uint32(p.weight, at, 'weight'),
    serviceAccount: dnsName(p.serviceAccount, at, 'serviceAccount'),
  };
});

export const workloadGroupMetadata = struct<WorkloadGroupMetadata>((p, at) => ({
  labels: labels(p.labels, at, 'labels'),
  annotations: map(p.annotations, at, 'annotations', anyText),
}));

export const workloadGroupSpec = struct<WorkloadGroupProps>((p, at) => {
  if (p.probe && 'grpc' in p.probe._render()) {
    refuse(at, 'istiod refuses a probe by gRPC in a WorkloadGroup; use http, tcp or exec');
  }
  return {
    template: workloadGroupTemplate(p.template, at, 'template'),
    metadata: workloadGroupMetadata(p.entryMetadata, at, 'entryMetadata'),
    probe: value(p.probe, at, 'probe'),
  };
});
