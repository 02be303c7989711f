import type { ApiObject, Duration } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { HealthCheck } from './health-check';
import { withPods, workloadsIn } from './pods';
import { probeSpec } from './probe';
import { cpuQuantity, memoryQuantity } from './quantity';
import type { ContainerResources } from './resources';
import { rewriteOnSynth } from './rewrite';
import { share } from './share';
import type { SharedDirectory } from './shared-directory';
import * as names from '../grammar/names';
import { guarded } from '../guard/guard';

type Json = Record<string, any>;

/** A sidecar container. */
export interface SidecarContainerProps {
  /** Image. */
  readonly image: string;
  /**
   * Command.
   *
   * @default - the setting of the image
   */
  readonly command?: string[];
  /**
   * Arguments.
   *
   * @default - the setting of the image
   */
  readonly args?: string[];
  /**
   * Environment.
   *
   * @default - none
   */
  readonly env?: { readonly [name: string]: string };
  /**
   * Ports on which the sidecar listens, by name. The pod's containers share one network: they reach the sidecar at localhost, and no two containers can use
   * the same
   * port.
   *
   * @default - none
   */
  readonly ports?: { readonly [name: string]: number };
  /**
   * CPU and memory.
   *
   * @default - no requests, no limits
   */
  readonly resources?: ContainerResources;
  /**
   * Whether the container is a native sidecar: an init container that keeps running. It starts before the main containers and stops after them, and doesn't
   * prevent a
   * Job from completing. Kubernetes 1.29 or later.
   *
   * @default true
   */
  readonly native?: boolean;
  /**
   * An init container, or another sidecar, before which this one starts.
   *
   * @default - it starts after the existing ones
   */
  readonly before?: string;
  /**
   * Startup probe, which delays the next container.
   *
   * @default - none: the next container starts as soon as this one runs
   */
  readonly startup?: HealthCheck;
  /**
   * Readiness probe.
   *
   * @default - none: it is always ready
   */
  readonly readiness?: HealthCheck;
  /**
   * Liveness probe.
   *
   * @default - none: it is restarted when it exits
   */
  readonly liveness?: HealthCheck;
  /**
   * Command that runs before the sidecar is stopped; a native sidecar is stopped when the main containers have ended.
   *
   * @default - none
   */
  readonly preStop?: string[];
  /**
   * Time that the pod needs to stop, including this container. A shorter grace period of the pod is raised to it.
   *
   * @default - the pod's, 30 s
   */
  readonly stopsWithin?: Duration;
  /**
   * Directories that the sidecar shares with the other containers.
   *
   * @default - none
   */
  readonly shares?: SharedDirectory[];
  /**
   * Whether the sidecar shares the process namespace of the pod, and may send signals to other containers.
   *
   * @default false
   */
  readonly sharesProcesses?: boolean;
  /**
   * User that the sidecar runs as.
   *
   * @default - the image's, which must not be root
   */
  readonly user?: number;
  /**
   * Whether the sidecar's root file system is writable.
   *
   * @default false
   */
  readonly writableRootFilesystem?: boolean;
  /**
   * Other fields of the Kubernetes container, by name.
   *
   * @default - nothing
   */
  readonly fields?: { readonly [field: string]: any };
}

/**
 * A sidecar container in a pod: a log shipper, a configuration reloader, an authentication proxy. It shares the pod's network, and directories that you
 * choose.
 *
 * For a native sidecar of a cdk8s-plus workload that needs features of `kplus.ContainerProps`, use the workload's `addInitContainer` with
 * `ContainerRestartPolicy.ALWAYS`, and `SidecarContainer.share` for directories.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
 *
 * @example
 * declare const web: kplus.Deployment;
 * mesh.SidecarContainer.addTo(web, 'log-shipper', {
 *   image: 'fluent/fluent-bit:4.0.3',
 *   shares: [{ path: '/var/log/app', readOnly: true }],
 *   startup: mesh.HealthCheck.http(2020, '/api/v1/health'),
 * });
 */
export class SidecarContainer {
  /**
   * Adds a sidecar to the pods of a workload at synth, so that containers added later are taken into account.
   *
   * @param workload a workload of cdk8s-plus, any object with a pod template, a Pod; or a construct that contains one: a service of the mesh, a chart
   * @param name name of the container, a DNS label
   * @throws when the construct has no workload, and when settings contradict each other; synth reports a finding if the pod already has such a container,
   * port or directory
   */
  public static addTo(workload: IConstruct, name: string, props: SidecarContainerProps): void {
    const what = `sidecar '${name}' of '${workload.node.path}'`;
    names.dnsLabel(what, name);
    const container = containerOf(what, name, props);
    const grace = props.stopsWithin?.toSeconds();
    for (const object of workloadsIn(workload, 'to add a sidecar to')) {
      refuse(what, object, props);
      rewriteOnSynth(object, (json) => withPods(json, (pod) => {
        const spec = (props.shares ?? []).reduce((own, shared, i) => share(own, name, shared, i), placed(pod.spec, container, props));
        return {
          ...pod,
          spec: {
            ...spec,
            ...grace !== undefined && grace > (spec.terminationGracePeriodSeconds ?? 30) && { terminationGracePeriodSeconds: grace },
            ...props.sharesProcesses && { shareProcessNamespace: true },
          },
        };
      }));
    }
  }

  /**
   * Shares a directory of an existing container of a workload with the others, such as one from cdk8s-plus or a manifest.
   *
   * @param workload a workload of cdk8s-plus, any object with a pod template, a Pod
   * @param container name of the container
   * @param directory what is shared
   * @throws when the construct has no workload; synth reports a finding if there is no such container, or the path is already in use
   */
  public static share(workload: IConstruct, container: string, directory: SharedDirectory): void {
    for (const object of workloadsIn(workload, 'to share a directory in')) {
      rewriteOnSynth(object, (json) => withPods(json, (pod) => {
        const all: Json[] = [...pod.spec.containers, ...pod.spec.initContainers ?? []];
        if (!all.some(({ name }) => name === container)) throw new Error(`its pods have no container '${container}'; use one of ${all.map(({ name }) => name).join(', ')}`);
        const taken = (i: number): boolean => (pod.spec.volumes ?? []).some((volume: Json) => volume.name === `${container}-shared-${i}`);
        let index = 0;
        while (taken(index)) index++;
        return { ...pod, spec: share(pod.spec, container, directory, index) };
      }));
    }
  }

  private constructor() {}
}
guarded(SidecarContainer, 'SidecarContainer');

function refuse(what: string, object: ApiObject, { native = true, before }: SidecarContainerProps): void {
  if (!native && /^(Cron)?Job$/.test(object.kind)) throw new Error(`${what}: a regular container would keep the ${object.kind} from ever completing; omit native, for a native sidecar`);
  if (!native && before !== undefined) throw new Error(`${what}: only a native sidecar can start before another container; remove before or native`);
}

function containerOf(what: string, name: string, props: SidecarContainerProps): Json {
  names.image(`${what}: image`, props.image);
  const probe = (check: HealthCheck | undefined): Json | undefined => check && probeSpec(check._model());
  const { resources: r } = props;
  const amounts = (cpu: string | undefined, memory: string | undefined): Json | undefined => (cpu === undefined && memory === undefined ? undefined : { cpu, memory });
  const requests = amounts(cpuQuantity(what, r?.cpuRequest), memoryQuantity(r?.memoryRequest));
  const limits = amounts(cpuQuantity(what, r?.cpuLimit), memoryQuantity(r?.memoryLimit));
  return {
    name,
    image: props.image,
    command: props.command,
    args: props.args,
    env: props.env && Object.entries(props.env).map(([key, value]) => ({ name: key, value })),
    ports: props.ports && Object.entries(props.ports).map(([key, port]) => ({ name: portName(what, key), containerPort: names.port(`${what}: port '${key}'`, port) })),
    resources: requests || limits ? { requests, limits } : undefined,
    startupProbe: probe(props.startup),
    readinessProbe: probe(props.readiness),
    livenessProbe: probe(props.liveness),
    lifecycle: props.preStop && { preStop: { exec: { command: props.preStop } } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: !props.writableRootFilesystem,
      runAsNonRoot: props.user !== 0,
      runAsUser: props.user === undefined ? undefined : names.integer(`${what}: user`, props.user, 0),
    },
    restartPolicy: props.native ?? true ? 'Always' : undefined,
    ...props.fields,
  };
}

function portName(what: string, name: string): string {
  if (!/^(?=.*[a-z])[a-z0-9](-?[a-z0-9])*$/.test(name) || name.length > 15) throw new Error(`${what}: the name of a port must consist of up to 15 lower-case letters, digits and single dashes, got: '${name}'`);
  return name;
}

/** The pod with the container inserted. */
function placed(spec: Json, container: Json, { native = true, before }: SidecarContainerProps): Json {
  const init: Json[] = spec.initContainers ?? [];
  const all = [...init, ...spec.containers];
  if (all.some(({ name }) => name === container.name)) throw new Error(`its pods already have a container '${container.name}'; use a different name for the sidecar`);
  // init containers that end don't use their ports while the sidecar runs
  const running = all.filter((other) => !init.includes(other) || other.restartPolicy === 'Always');
  for (const { containerPort } of container.ports ?? []) {
    const other = running.find(({ ports }) => ports?.some((port: Json) => port.containerPort === containerPort && (port.protocol ?? 'TCP') === 'TCP'));
    if (other) throw new Error(`container '${other.name}' has port ${containerPort}, and so does sidecar '${container.name}': the containers of a pod share a network namespace; change one of the ports`);
  }
  if (!native) return { ...spec, containers: [...spec.containers, container] };
  const at = before === undefined ? init.length : init.findIndex(({ name }) => name === before);
  if (at < 0) throw new Error(`its pods have no init container '${before}' before which sidecar '${container.name}' could start (available: ${init.map(({ name }) => name).join(', ') || 'none'}); use one of those, or omit before`);
  return { ...spec, initContainers: [...init.slice(0, at), container, ...init.slice(at)] };
}
