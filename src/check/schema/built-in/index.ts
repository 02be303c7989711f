import { autoscaler, configMap, disruptionBudget, ingress, ingressClass, namespace, networkPolicy, secret } from './others';
import type { Rule } from './rules';
import { endpoints, endpointSlice, service } from './service';
import { claim } from './volumes';
import { cronJob, daemonSet, deployment, job, pod, podTemplate, replicaSet, replicationController, statefulSet } from './workloads';

/** Rules for built-in kinds that are in the API server's code and not in a schema. */
export const BUILT_IN_RULES: Readonly<Record<string, Rule>> = {
  'v1 ConfigMap': configMap,
  'v1 Endpoints': endpoints,
  'v1 Namespace': namespace,
  'v1 PersistentVolumeClaim': claim,
  'v1 Pod': pod,
  'v1 PodTemplate': podTemplate,
  'v1 ReplicationController': replicationController,
  'v1 Secret': secret,
  'v1 Service': service,
  'apps/v1 DaemonSet': daemonSet,
  'apps/v1 Deployment': deployment,
  'apps/v1 ReplicaSet': replicaSet,
  'apps/v1 StatefulSet': statefulSet,
  'autoscaling/v1 HorizontalPodAutoscaler': autoscaler,
  'autoscaling/v2 HorizontalPodAutoscaler': autoscaler,
  'batch/v1 CronJob': cronJob,
  'batch/v1 Job': job,
  'discovery.k8s.io/v1 EndpointSlice': endpointSlice,
  'networking.k8s.io/v1 Ingress': ingress,
  'networking.k8s.io/v1 IngressClass': ingressClass,
  'networking.k8s.io/v1 NetworkPolicy': networkPolicy,
  'policy/v1 PodDisruptionBudget': disruptionBudget,
};
