import type { WorkloadGroupMetadata, WorkloadGroupProps, WorkloadGroupTemplate } from '../workload-group';
import { anyText, labels } from './check';
import { map, refuse, struct, value } from './json';
import { workload } from './workload-entry';

export const workloadGroupTemplate = struct<WorkloadGroupTemplate>(workload);

export const workloadGroupMetadata = struct<WorkloadGroupMetadata>((p, at) => ({
  labels: labels(p.labels, at, 'labels'),
  annotations: map(p.annotations, at, 'annotations', anyText),
}));

export const workloadGroupSpec = struct<WorkloadGroupProps>((p, at) => {
  if (p.probe && 'grpc' in p.probe._render()) {
    refuse(at, 'istiod does not support gRPC probes in a WorkloadGroup; use http, tcp or exec');
  }
  return {
    template: workloadGroupTemplate(p.template, at, 'template'),
    metadata: workloadGroupMetadata(p.entryMetadata, at, 'entryMetadata'),
    probe: value(p.probe, at, 'probe'),
  };
});
