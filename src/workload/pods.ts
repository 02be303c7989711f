import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';

type Json = Record<string, any>;

/** Kinds that create pods. */
const KINDS = new Set(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob', 'DeploymentConfig', 'Rollout']);

/** The objects in a construct that create pods. The construct can be a cdk8s-plus workload, a service with its versions, or a whole chart. */
export function workloadsOf(scope: IConstruct): ApiObject[] {
  return ApiObject.isApiObject(scope) ? [scope] : scope.node.findAll().filter((child): child is ApiObject => ApiObject.isApiObject(child) && KINDS.has(child.kind));
}

/** The objects of a construct that create pods; throws if there are none. */
export function workloadsIn(scope: IConstruct, what: string): ApiObject[] {
  const found = workloadsOf(scope);
  if (found.length === 0) throw new Error(`'${scope.node.path}' has no workload ${what}; pass a Deployment, StatefulSet, DaemonSet, Job, CronJob or Pod, or a construct that contains some`);
  return found;
}

/** A copy of the object with its pod template changed. */
export function withPods(object: Json, change: (pod: Json) => Json): Json {
  const path = requirePodPath(object);
  const { metadata = {}, spec } = at(object, path)!;
  return withAt(object, path, change({ metadata, spec }));
}

/** The paths of pod templates, for the kinds that don't use the usual path. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = { Pod: [], CronJob: ['spec', 'jobTemplate', 'spec', 'template'] };
const USUAL = ['spec', 'template'];

/** The path of the pod template in objects of a kind, as parts of a JSON pointer. */
export function templatePath(kind: string): readonly string[] {
  return TEMPLATES[kind] ?? USUAL;
}

/** The path of an object's pod, as parts of a JSON pointer; undefined if it has none. */
export function podPath(object: Json): readonly string[] | undefined {
  const path = TEMPLATES[object.kind] ?? USUAL;
  return Array.isArray(at(object, path)?.spec?.containers) ? path : undefined;
}

/** The value at a path of an object. */
export function at(object: Json, path: readonly string[]): Json | undefined {
  return path.reduce((value, key) => value?.[key], object as any);
}

/** A copy of the object with another value at a path. */
export function withAt(object: Json, path: readonly string[], value: Json): Json {
  const [key, ...rest] = path;
  return key === undefined ? { ...object, ...value } : { ...object, [key]: withAt(object[key], rest, value) };
}

/** The path of an object's pod; throws if it has none. */
export function requirePodPath(object: Json): readonly string[] {
  const path = podPath(object);
  if (!path) throw new Error(`a ${object.kind} has no pod template; pass a Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod or similar`);
  return path;
}
