import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { at, requirePods, withAt } from '../injection/engine/workload';

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
  if (found.length === 0) throw new Error(`'${scope.node.path}' has no workload ${what}; give a Deployment, StatefulSet, DaemonSet, Job, CronJob or Pod, or what holds some`);
  return found;
}

/** The object, its pods changed. */
export function withPods(object: Json, change: (pod: Json) => Json): Json {
  const path = requirePods(object);
  const { metadata = {}, spec } = at(object, path)!;
  return withAt(object, path, change({ metadata, spec }));
}
