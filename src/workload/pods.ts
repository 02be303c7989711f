import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';

type Json = Record<string, any>;

/** Kinds that make pods. */
const KINDS = new Set(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob', 'DeploymentConfig', 'Rollout']);

/** The objects of a construct that make pods: of a workload of cdk8s-plus, of a service with its versions, of a whole chart. */
export function workloadsOf(scope: IConstruct): ApiObject[] {
  return ApiObject.isApiObject(scope) ? [scope] : scope.node.findAll().filter((child): child is ApiObject => ApiObject.isApiObject(child) && KINDS.has(child.kind));
}

/** The same, where there has to be one. */
export function workloadsIn(scope: IConstruct, what: string): ApiObject[] {
  const found = workloadsOf(scope);
  if (found.length === 0) throw new Error(`'${scope.node.path}' has no workload ${what}; pass a Deployment, StatefulSet, DaemonSet, Job, CronJob or Pod, or a construct that contains some`);
  return found;
}

/** The object, its pods changed. */
export function withPods(object: Json, change: (pod: Json) => Json): Json {
  const path = requirePods(object);
  const { metadata = {}, spec } = at(object, path)!;
  return withAt(object, path, change({ metadata, spec }));
}

/** Where a workload has the template of its pods. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = { Pod: [], CronJob: ['spec', 'jobTemplate', 'spec', 'template'] };
const USUAL = ['spec', 'template'];

/** Where objects of a kind have the template of their pods, as a JSON pointer's parts. */
export function templatePath(kind: string): readonly string[] {
  return TEMPLATES[kind] ?? USUAL;
}

/** Where an object has its pods, as a JSON pointer's parts; undefined when it has none. */
export function podPath(object: Json): readonly string[] | undefined {
  const path = TEMPLATES[object.kind] ?? USUAL;
  return Array.isArray(at(object, path)?.spec?.containers) ? path : undefined;
}

/** What an object has at a path. */
export function at(object: Json, path: readonly string[]): Json | undefined {
  return path.reduce((value, key) => value?.[key], object as any);
}

/** The object with something else at a path. */
export function withAt(object: Json, path: readonly string[], value: Json): Json {
  const [key, ...rest] = path;
  return key === undefined ? { ...object, ...value } : { ...object, [key]: withAt(object[key], rest, value) };
}

/** Where an object says its pods; refuses one that has none. */
export function requirePods(object: Json): readonly string[] {
  const path = podPath(object);
  if (!path) throw new Error(`a ${object.kind} has no pod template; pass a Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod or similar`);
  return path;
}
