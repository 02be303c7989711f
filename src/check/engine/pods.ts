import type { Item, ItemOf } from './item';
import type { KindKey } from './kinds';
import type { Labels } from './selector';
import type { PodSpec } from './shapes/core';

/** A pod, or what a template would make: the same to every selector. */
export interface Pod {
  /** the Pod, or the workload whose template this is */
  readonly item: Item;
  /** true for a pod template */
  readonly template: boolean;
  /** JSON pointer to the pod's spec in the item */
  readonly pointer: string;
  readonly namespace: string;
  /** `name` of the item */
  readonly name: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly spec: PodSpec;
}

/** Kinds that make pods from a template at spec.template. */
export const TEMPLATED = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Rollout', 'Job'] as const satisfies readonly KindKey[];
const NONE: Labels = Object.freeze({});

export function podOf(item: Item): Pod | undefined {
  const base = { item, namespace: item.namespace, name: item.name };
  if (item.key === 'Pod') {
    const pod = item as ItemOf<'Pod'>;
    return { ...base, template: false, pointer: '/spec', labels: item.labels, annotations: item.annotations, spec: pod.spec };
  }
  const cron = item.key === 'CronJob';
  if (!cron && !(TEMPLATED as readonly (KindKey | undefined)[]).includes(item.key)) return undefined;
  const template = cron ? (item as ItemOf<'CronJob'>).spec.jobTemplate?.spec?.template : (item as ItemOf<'Deployment'>).spec.template;
  if (!template) return undefined;
  return {
    ...base,
    template: true,
    pointer: cron ? '/spec/jobTemplate/spec/template/spec' : '/spec/template/spec',
    labels: template.metadata?.labels ?? NONE,
    annotations: (template.metadata?.annotations ?? NONE) as Labels,
    spec: template.spec ?? {},
  };
}

export const serviceAccountOf = (pod: Pod): string => pod.spec.serviceAccountName || pod.spec.serviceAccount || 'default';
export const containersOf = (pod: Pod) => [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])];

/** The container port numbers that a pod declares. */
export function containerPorts(pod: Pod): Set<number> {
  const out = new Set<number>();
  for (const c of containersOf(pod)) for (const p of c.ports ?? []) if (p.containerPort !== undefined) out.add(p.containerPort);
  return out;
}
