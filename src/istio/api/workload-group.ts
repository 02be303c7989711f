import type { ReadinessProbe } from './readiness-probe';
import type { ResourceProps } from './resource-props';
import workloadEntryWriters, { type WorkloadEntryOptions } from './workload-entry';
import { anyText, labels } from '../write/check';
import { map, refuse, struct, value } from '../write/json';

/**
 * Common settings of the WorkloadEntries of a group. Each workload has its own address, so that is seldom set here; by default, labels are those of
 * `entryMetadata`.
 */
export interface WorkloadGroupTemplate extends WorkloadEntryOptions {}

/** Labels and annotations of the WorkloadEntries of a group. */
export interface WorkloadGroupMetadata {
  /**
   * Labels.
   *
   * @default - none
   */
  readonly labels?: { [label: string]: string };

  /**
   * Annotations.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/** Properties of `WorkloadGroup`. */
export interface WorkloadGroupProps extends ResourceProps {
  /** Common settings of the entries. */
  readonly template: WorkloadGroupTemplate;

  /**
   * Labels and annotations of the entries; field `metadata` of the spec.
   *
   * @default - none
   */
  readonly entryMetadata?: WorkloadGroupMetadata;

  /**
   * Readiness probe of the workloads; not by gRPC, which istiod rejects here.
   *
   * @default - considered ready
   */
  readonly probe?: ReadinessProbe;
}

const workloadGroupTemplate = struct<WorkloadGroupTemplate>(workloadEntryWriters.workload);

const workloadGroupMetadata = struct<WorkloadGroupMetadata>((p, at) => ({
  labels: labels(p.labels, at, 'labels'),
  annotations: map(p.annotations, at, 'annotations', anyText),
}));

const workloadGroupSpec = struct<WorkloadGroupProps>((p, at) => {
  if (p.probe && 'grpc' in p.probe._render()) {
    refuse(at, 'istiod does not support gRPC probes in a WorkloadGroup; use http, tcp or exec');
  }
  return {
    template: workloadGroupTemplate(p.template, at, 'template'),
    metadata: workloadGroupMetadata(p.entryMetadata, at, 'entryMetadata'),
    probe: value(p.probe, at, 'probe'),
  };
});

export default workloadGroupSpec;
