import type { Item, ItemOf } from './item';
import type { KindKey } from './kinds';
import type { Labels } from './selector';
import type { PodSpec } from './shapes/core';

/** A pod, or the pods of a template: selectors treat them the same. */
export interface Pod {
  /** the Pod, or the workload whose template this is */
  readonly item: Item;
  /** true for a pod template */
  readonly template: boolean;
  /** a controller creates it from `item`: only its labels and service account are known */
  readonly made?: true;
  /** JSON pointer to the pod's spec in the item */
  readonly pointer: string;
  readonly namespace: string;
  /** `name` of the item */
  readonly name: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly spec: PodSpec;
}

/** Kinds with a pod template at spec.template. */
export const TEMPLATED = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Rollout', 'Job'] as const satisfies readonly KindKey[];
const NONE: Labels = Object.freeze({});

const HAS_TEMPLATE: ReadonlySet<string | undefined> = new Set(TEMPLATED);

export function podOf(item: Item): Pod | undefined {
  const { key, namespace, name } = item;
  if (key === 'Pod') {
    const { labels, annotations, spec } = item as ItemOf<'Pod'>;
    return { item, namespace, name, template: false, pointer: '/spec', labels, annotations, spec };
  }
  const cron = key === 'CronJob';
  if (!cron && !HAS_TEMPLATE.has(key)) return undefined;
  const template = cron ? (item as ItemOf<'CronJob'>).spec.jobTemplate?.spec?.template : (item as ItemOf<'Deployment'>).spec.template;
  if (!template) return undefined;
  return {
    item,
    namespace,
    name,
    template: true,
    pointer: cron ? '/spec/jobTemplate/spec/template/spec' : '/spec/template/spec',
    labels: template.metadata?.labels ?? NONE,
    annotations: template.metadata?.annotations ?? NONE,
    spec: template.spec ?? {},
  };
}

export const serviceAccountOf = (pod: Pod): string => pod.spec.serviceAccountName || pod.spec.serviceAccount || 'default';
export const containersOf = ({ spec: { containers = NO_CONTAINERS, initContainers } }: Pod) => (initContainers ? [...containers, ...initContainers] : containers);
const NO_CONTAINERS: NonNullable<PodSpec['containers']> = [];

/** The container port that a targetPort resolves to: the number itself, or the number of the container port with that name; undefined if no container port has the name. */
export const portOf = (pod: Pod, target: number | string | undefined): number | undefined =>
  (typeof target === 'string' ? pod.spec.containers?.flatMap((c) => c.ports ?? []).find((c) => c.name === target)?.containerPort : target);

/** The container port numbers that a pod declares. */
export function containerPorts(pod: Pod): Set<number> {
  const out = new Set<number>();
  for (const c of containersOf(pod)) for (const p of c.ports ?? []) if (p.containerPort !== undefined) out.add(p.containerPort);
  return out;
}
