import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { ProxyConfigs } from './engine/inject';
import type { Injector } from './engine/injector';
import { injectWorkload } from './engine/workload';
import type { InjectionProps } from './injection-props';
import { proxyConfigsFor } from './proxy-configs';
import { configureSidecar } from './sidecar';
import * as names from '../grammar/names';
import { withPods, workloadsIn, workloadsOf } from '../workload/pods';
import { isRewrittenLast, rewriteLast } from '../workload/rewrite';

/** The properties of a mesh that an injection depends on. */
export interface InjectingMesh {
  readonly path: string;
  readonly injector: Injector;
  /** Whether the webhook also injects the pods of a namespace; undefined if unknown. */
  injects(namespace: string | undefined): boolean | undefined;
}

const LABEL = 'sidecar.istio.io/inject';

/** Adds the proxy to the workloads of a construct at synth. */
export function inject(mesh: InjectingMesh, scope: IConstruct, props: InjectionProps): void {
  const objects = workloadsIn(scope, 'to inject');
  const { values } = mesh.injector;
  refuse(mesh, scope, props);
  const choices = {
    native: values.env?.ENABLE_NATIVE_SIDECARS === undefined || String(values.env.ENABLE_NATIVE_SIDECARS) !== 'false',
    user: props.proxyUser === undefined ? undefined : names.integer('proxyUser', props.proxyUser, 1),
    group: props.proxyGroup === undefined ? undefined : names.integer('proxyGroup', props.proxyGroup, 1),
  };
  for (const object of objects) {
    const namespace = object.metadata.namespace ?? Chart.of(object).namespace;
    const webhook = mesh.injects(namespace);
    if (webhook && values.cni?.enabled) throw new Error(alreadyInjected(object));
    rewriteLast(object, () => proxyConfigsFor(object, namespace, mesh.injector), (json, proxyConfigs: ProxyConfigs) => {
      const injected = injectWorkload(mesh.injector, json, { ...choices, proxyConfigs });
      // the label disables the webhook; the CNI node agent would then ignore the pod as well
      return webhook === false || values.cni?.enabled ? injected : withPods(injected, (pod) => ({
        ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, [LABEL]: 'false' } },
      }));
    });
    if (props.sidecar) configureSidecar(object, props.sidecar);
  }
  if (!ApiObject.isApiObject(scope)) scope.node.addValidation({ validate: () => forgotten(scope, objects) });
}

function refuse(mesh: InjectingMesh, scope: IConstruct, { sidecar, proxyUser }: InjectionProps): void {
  const what = `'${scope.node.path}'`;
  if (sidecar?.inject !== undefined || sidecar?.revision !== undefined) {
    throw new Error(`${what}: sidecar.inject and sidecar.revision control the webhook, but this sidecar is injected at synthesis; remove them`);
  }
  if (mesh.injector.values.global.platform === 'openshift' && proxyUser === undefined) {
    throw new Error(`${what}: on OpenShift, each namespace has its own range of user IDs; set proxyUser to the last user of the range in the namespace's annotation openshift.io/sa.scc.uid-range (and proxyGroup), or let the webhook inject these pods`);
  }
}

function alreadyInjected(object: ApiObject): string {
  return `'${object.node.path}': the webhook of its namespace would inject it too, and the label that disables the webhook also disables the CNI node agent, which redirects its traffic; `
    + 'enroll the namespace with inject: false, or let the webhook inject these pods';
}

/** Workloads that were added to a construct after its injection. */
function forgotten(scope: IConstruct, injected: readonly ApiObject[]): string[] {
  return workloadsOf(scope).filter((object) => !injected.includes(object) && !isRewrittenLast(object))
    .map((object) => `'${object.node.path}' was added after its parent was injected, so it has no sidecar; inject it, or inject the parent after adding all workloads`);
}
