import { ApiObject, JsonPatch } from 'cdk8s';
import type { IConstruct } from 'constructs';
import * as names from '../grammar/names';
import type { SidecarSettings } from '../injection/sidecar-settings';
import type { WorkloadModel } from '../model/service';
import { overrideMethod } from '../synth/override';
import type { HealthCheck } from '../workload/health-check';
import { PodSecurity } from '../workload/pod-security';
import { at, requirePodPath, templatePath, withAt } from '../workload/pods';
import { cpuQuantity, memoryQuantity } from '../workload/quantity';
import { ContainerResources } from '../workload/resources';
import { ownJson } from '../workload/rewrite';

/**
 * The source of the pods of a service or a version. Set one of `workload`, `object` and `image`, or none if pods with the labels are created elsewhere.
 */
export interface WorkloadOptions {
  /**
   * A cdk8s-plus workload, for any Kubernetes version: a Deployment, StatefulSet, DaemonSet, Job or CronJob. Its pods get the service's labels, and the
   * service's service account if they have none.
   *
   * @default - none
   */
  readonly workload?: IConstruct;
  /**
   * Any object with a pod template under `spec.template` (a Deployment, StatefulSet, Rollout …), a CronJob, or a Pod.
   * Its pods get the service's labels, and the service's service account if they have none.
   *
   * @default - none
   */
  readonly object?: ApiObject;
  /**
   * Image of a Deployment to create.
   *
   * @default - none
   */
  readonly image?: string;
  /**
   * Replicas of the Deployment created from `image`.
   *
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Command of the container created from `image`.
   *
   * @default - the setting of the image
   */
  readonly command?: string[];
  /**
   * Arguments of the container created from `image`.
   *
   * @default - the setting of the image
   */
  readonly args?: string[];
  /**
   * Environment of the container created from `image`.
   *
   * @default - none
   */
  readonly env?: { readonly [name: string]: string };
  /**
   * CPU and memory of the container created from `image`.
   *
   * @default - no requests, no limits
   */
  readonly resources?: ContainerResources;
  /**
   * Readiness and liveness probe of the container created from `image`.
   *
   * @default - none
   */
  readonly healthCheck?: HealthCheck;
  /**
   * Pod Security level of the container created from `image`. An image that runs as root does not start with the default: set `runAsUser`, or
   * `PodSecurity.BASELINE`.
   *
   * @default PodSecurity.RESTRICTED
   */
  readonly podSecurity?: PodSecurity;
  /**
   * Numeric user of the container created from `image`. Kubernetes can verify that a user is not root only if the image has a numeric user, or this is set.
   *
   * @default - the user of the image
   */
  readonly runAsUser?: number;
  /**
   * Whether the pods created from `image` get the token of their service account, which gives access to the API server. Proxies have their own token.
   *
   * @default false
   */
  readonly automountServiceAccountToken?: boolean;
  /**
   * Settings of the pods' proxies that differ from the mesh's. @default - none
   */
  readonly sidecar?: SidecarSettings;
}

/**
 * Whether the pods are known: created or adopted.
 *
 * @internal
 */
export function namesPods(o: WorkloadOptions): boolean {
  return o.image !== undefined || o.workload !== undefined || o.object !== undefined;
}

/**
 * Changes the pods of an adopted workload: their state at synthesis, including later changes.
 *
 * @internal
 */
export function patchPods(object: ApiObject, change: (pod: any) => any): void {
  overrideMethod(object, 'toJson', (toJson) => () => {
    const json = toJson();
    const path = requirePodPath(json);
    const { metadata, spec, ...more } = at(json, path)!;
    return withAt(json, path, change(path.length === 0 ? { metadata, spec } : { ...more, metadata, spec }));
  });
}

const MADE_FROM_IMAGE = ['replicas', 'command', 'args', 'env', 'resources', 'healthCheck', 'podSecurity', 'runAsUser', 'automountServiceAccountToken'] as const;

/**
 * The Deployment to create, if any.
 *
 * @internal
 */
export function workloadModel(what: string, o: WorkloadOptions, containerPorts: readonly number[]): WorkloadModel | undefined {
  const given = (['workload', 'object', 'image'] as const).filter((k) => o[k] !== undefined);
  if (given.length > 1) {
    throw new Error(`${what}: at most one of workload, object and image can be set, got: ${given.join(', ')}; remove the others`);
  }
  if (o.image === undefined) {
    const idle = MADE_FROM_IMAGE.filter((k) => o[k] !== undefined);
    if (idle.length > 0) {
      throw new Error(`${what}: ${idle.join(', ')} configure a container that is created from image; set image, or set them on the workload itself`);
    }
    return undefined;
  }
  names.image(`${what}: image`, o.image);
  const r = o.resources;
  const security = o.podSecurity ?? PodSecurity.RESTRICTED;
  return {
    image: o.image,
    replicas: o.replicas === undefined ? undefined : names.integer(`${what}: replicas`, o.replicas, 0),
    // copies: later changes to the user's objects have no effect
    command: o.command && [...o.command],
    args: o.args && [...o.args],
    env: { ...o.env },
    requests: quantities(cpuQuantity(what, r?.cpuRequest), memoryQuantity(r?.memoryRequest)),
    limits: quantities(cpuQuantity(what, r?.cpuLimit), memoryQuantity(r?.memoryLimit)),
    probe: o.healthCheck?._model(),
    security: security as `${PodSecurity}`,
    runAsUser: o.runAsUser === undefined ? undefined : names.integer(`${what}: runAsUser`, o.runAsUser, security === PodSecurity.RESTRICTED ? 1 : 0),
    automountToken: o.automountServiceAccountToken ?? false,
    containerPorts,
  };
}

function quantities(cpu: string | undefined, memory: string | undefined) {
  return cpu === undefined && memory === undefined ? undefined : { cpu, memory };
}

/** The common part of cdk8s-plus workloads: their classes have different types for each Kubernetes version. */
interface PlusWorkload extends IConstruct {
  readonly podMetadata: { getLabel(name: string): string | undefined; addLabel(name: string, value: string): void };
  readonly serviceAccount?: { readonly name: string };
}

function plusWorkload(what: string, workload: IConstruct): PlusWorkload {
  if (typeof (workload as Partial<PlusWorkload>).podMetadata?.addLabel !== 'function') {
    throw new Error(`${what}: '${workload.node.path}' is not a cdk8s-plus workload; pass a cdk8s-plus Deployment, StatefulSet, DaemonSet, Job or CronJob, or an ApiObject as 'object'`);
  }
  return workload as PlusWorkload;
}

/**
 * Adds the service's labels to the pods of a workload, and its service account if they have none.
 *
 * @returns the service account that the pods run as
 * @internal
 */
export function adopt(what: string, o: WorkloadOptions, labels: { readonly [name: string]: string }, serviceAccount: string): string | undefined {
  if (o.workload) {
    const workload = plusWorkload(what, o.workload);
    for (const [name, value] of Object.entries(labels)) {
      const now = workload.podMetadata.getLabel(name);
      refuseOther(what, name, now, value);
      workload.podMetadata.addLabel(name, value);
    }
    const own = workload.serviceAccount?.name;
    if (!own) {
      const object = ApiObject.of(workload);
      object.addJsonPatch(JsonPatch.add(`${pointer(templatePath(object.kind))}/spec/serviceAccountName`, serviceAccount));
    }
    return own ?? serviceAccount;
  }
  if (!o.object) {
    return undefined;
  }
  const json = ownJson(o.object);
  const path = templatePath(json.kind);
  const pod = at(json, path);
  const where = pointer(path);
  if (!pod || typeof pod !== 'object') {
    throw new Error(`${what}: '${o.object.node.path}' (${json.kind}) has no pod template under ${path.join('.')}; pass a Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod or similar`);
  }
  if (!pod.metadata) {
    o.object.addJsonPatch(JsonPatch.add(`${where}/metadata`, { labels: {} }));
  } else if (!pod.metadata.labels) {
    o.object.addJsonPatch(JsonPatch.add(`${where}/metadata/labels`, {}));
  }
  for (const [name, value] of Object.entries(labels)) {
    const now = pod.metadata?.labels?.[name];
    refuseOther(what, name, now, value);
    if (now === undefined) {
      o.object.addJsonPatch(JsonPatch.add(`${where}/metadata/labels/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`, value));
    }
  }
  const own = pod.spec?.serviceAccountName;
  if (own === undefined) {
    o.object.addJsonPatch(JsonPatch.add(`${where}/spec/serviceAccountName`, serviceAccount));
  }
  return own ?? serviceAccount;
}

function pointer(path: readonly string[]): string {
  return path.map((p) => `/${p}`).join('');
}

function refuseOther(what: string, name: string, now: string | undefined, value: string): void {
  if (now !== undefined && now !== value) {
    throw new Error(`${what}: its pods have label ${name}: '${now}', but the selector expects '${value}'; change the label, or set that label on the service or version`);
  }
}
