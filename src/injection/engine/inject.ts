import { load } from 'js-yaml';
import { start } from './evaluate';
import { imageOf, Injector } from './injector';
import { mergePod } from './merge';
import { isBool, isTrue, mergeMetrics, secureMetrics, sidecarOf } from './metrics';
import { appProbers, askingAgent, PROBERS, PROXY } from './probes';
import { overlayProxyConfig, overlayResource, visible } from './proxy-config';
import { renderText } from './text';
import { renderTree } from './tree';
import { VALUES } from '../../grammar/istio-annotations';

type Json = Record<string, any>;

/** A pod or a pod template. */
export interface Pod {
  readonly metadata: Json;
  readonly spec: Json;
}

/** Specs of ProxyConfig objects: that of the root namespace, that of the pod's own namespace, and candidates whose selector may match the pod. */
export interface ProxyConfigs {
  readonly root: readonly Json[];
  readonly namespace: readonly Json[];
  readonly workload: readonly Json[];
}

/** The input of an injection. */
export interface InjectionRequest {
  readonly pod: Pod;
  /** The owner of the pod: a Deployment, a Job …, or the pod itself. */
  readonly owner: { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly namespace: string };
  /** Whether the proxy is a native sidecar, if the pod doesn't set it. */
  readonly native: boolean;
  /** The user and group of the proxy. */
  readonly user?: number;
  readonly group?: number;
  readonly proxyConfigs?: ProxyConfigs;
}

const MODE = 'sidecar.istio.io/interceptionMode';

/** The pod after injection by istiod. Neither argument is modified; throws for pods that istiod would reject. */
export function injectPod(injector: Injector, request: InjectionRequest): Pod {
  const original = request.pod;
  const annotations: Record<string, string> = original.metadata.annotations ?? {};
  validate(annotations);
  const proxyConfig = proxyConfigOf(injector, request);
  const chosen = annotations['inject.istio.io/templates']?.split(',').map((name) => name.trim()) ?? injector.defaultTemplates;
  const data = dataOf(injector, request, proxyConfig);
  const own = annotations['sidecar.istio.io/nativeSidecar'];
  const native = own === 'true' || (own !== 'false' && request.native);

  let pod: Json = original;
  let injected: Json = {};
  for (const name of chosen) {
    const patch = render(injector, name, data);
    injected = mergePod(injected, patch);
    if (native && find(injected.spec?.initContainers, PROXY)) pod = proxyToInit(pod);
    pod = mergePod(pod, patch);
  }
  pod = ownSettings(pod, original, injected.spec ?? {}, proxyConfig);
  return finish(pod as Pod, injected.spec ?? {}, injector, proxyConfig);
}

/** Merged with increasing precedence: the mesh's, the root namespace's, the pod's namespace's, the pod's annotation, the one that selects the pod. */
function proxyConfigOf(injector: Injector, { pod, proxyConfigs }: InjectionRequest): Json {
  const { labels = {}, annotations = {} } = pod.metadata;
  const wide = (specs: readonly Json[] = []): Json | undefined => specs.find(({ selector }) => !selector);
  const own = proxyConfigs?.workload.find(({ selector }) => {
    const wanted = Object.entries(selector?.matchLabels ?? {});
    return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
  });
  const usual = [wide(proxyConfigs?.root), wide(proxyConfigs?.namespace)].reduce(overlayResource, injector.proxyConfig);
  return overlayResource(overlayProxyConfig(usual, annotations['proxy.istio.io/config']), own);
}

function validate(annotations: Record<string, string>): void {
  const wrong = Object.entries(annotations).flatMap(([key, value]) => {
    const reason = Object.hasOwn(VALUES, key) ? VALUES[key](value) : undefined;
    return reason === undefined ? [] : [`${key}: ${reason}`];
  });
  if (wrong.length > 0) throw new Error(wrong.join('; '));
}

/** The data for the templates. */
function dataOf(injector: Injector, { pod, owner, native, user, group }: InjectionRequest, proxyConfig: Json): Json {
  const { values, mesh, revision } = injector;
  const annotations = pod.metadata.annotations ?? {};
  return {
    TypeMeta: { apiVersion: owner.apiVersion, kind: owner.kind },
    DeploymentMeta: { name: owner.name, namespace: owner.namespace },
    ObjectMeta: { labels: {}, annotations: {}, ...pod.metadata },
    Spec: pod.spec,
    ProxyConfig: visible(proxyConfig),
    MeshConfig: mesh,
    Values: values,
    Revision: revision,
    NativeSidecars: native,
    ProxyImage: imageOf(values, values.global.proxy?.image, proxyConfig.image?.imageType, annotations),
    ProxyInitImage: imageOf(values, values.global.proxy_init?.image, undefined, annotations),
    ProxyUID: user ?? 1337,
    ProxyGID: group ?? 1337,
    InboundTrafficPolicyMode: mesh.inboundTrafficPolicy?.mode === 'LOCALHOST' ? 'localhost' : 'passthrough',
    CompliancePolicy: values.env?.COMPLIANCE_POLICY ?? '',
  };
}

function render(injector: Injector, name: string, data: Json): Json {
  if (!Object.hasOwn(injector.templates, name)) {
    throw new Error(`there is no injection template '${name}'; use one of ${Object.keys(injector.templates).join(', ')}`);
  }
  const template = injector.templates[name];
  const place = start(data);
  try {
    if (typeof template === 'string') return (load(renderText(template, place)) ?? {}) as Json;
    renderText(template.prelude.map((line) => `{{- ${line} }}`).join(''), place);
    return renderTree(template.tree, place);
  } catch (e) {
    throw new Error(`injection template '${name}': ${(e as Error).message}`);
  }
}

function find(containers: readonly Json[] | undefined, name: string): Json | undefined {
  return containers?.find((container) => container.name === name);
}

/** Users override proxy settings with a container; if the proxy becomes an init container, the override does too. */
function proxyToInit(pod: Json): Json {
  const own = find(pod.spec.containers, PROXY);
  if (!own) return pod;
  return { ...pod, spec: { ...pod.spec, containers: pod.spec.containers.filter((c: Json) => c !== own), initContainers: [...pod.spec.initContainers ?? [], own] } };
}

/** The pod's own settings for a container of the template take precedence. */
function ownSettings(pod: Json, original: Pod, injected: Json, proxyConfig: Json): Json {
  const overrides: Json = {};
  let result = pod;
  for (const [key, other] of [['containers', undefined], ['initContainers', 'containers']] as const) {
    for (const { name } of injected[key] ?? []) {
      const own = (other && find(original.spec[other], name)) ?? find(original.spec[key], name);
      if (!own) continue;
      const { image, ...rest } = own;
      const overlay = image === 'auto' || image === '' ? rest : own;
      (overrides[key] ??= []).push(overlay);
      result = mergePod(result, { spec: { [key]: [overlay] } });
    }
  }
  if (Object.keys(overrides).length > 0) result = annotated(result, { 'proxy.istio.io/overrides': JSON.stringify(overrides) });
  return withUser(result, sidecarOf(original.spec)?.securityContext, proxyConfig);
}

/** Traffic of the proxy itself isn't redirected; it is identified by its user. */
function withUser(pod: Json, own: Json | undefined, proxyConfig: Json): Json {
  if (own?.runAsUser === undefined && own?.runAsGroup === undefined) return pod;
  const redirects = ['istio-init', 'istio-validation'].find((name) => find(pod.spec.initContainers, name));
  const tproxy = proxyConfig.interceptionMode === 'TPROXY' || pod.metadata.annotations?.[MODE] === 'TPROXY';
  const adjusted = (container: Json): Json => {
    if (container.name === PROXY && tproxy && own.runAsUser !== undefined) return { ...container, securityContext: { ...container.securityContext, runAsUser: 0 } };
    if (container.name !== redirects) return container;
    const at = container.args.indexOf('-u');
    const args = own.runAsUser && at >= 0 ? container.args.map((arg: string, i: number) => (i === at + 1 ? String(own.runAsUser) : arg)) : container.args;
    const user = tproxy || container.name === 'istio-init' ? {} : Object.fromEntries(['runAsUser', 'runAsGroup'].flatMap((key) => own[key] === undefined ? [] : [[key, own[key]]]));
    return { ...container, args, securityContext: { ...container.securityContext, ...user } };
  };
  return eachContainer(pod, adjusted);
}

function eachContainer(pod: Json, change: (container: Json) => Json): Json {
  const { containers, initContainers } = pod.spec;
  return { ...pod, spec: { ...pod.spec, containers: containers?.map(change), ...initContainers ? { initContainers: initContainers.map(change) } : {} } };
}

function annotated(pod: Json, annotations: Record<string, string>): Json {
  return { ...pod, metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...annotations } } };
}

/** The settings that don't come from a template: cluster and network, metrics, probes, the injection status and the order. */
function finish(merged: Pod, injected: Json, injector: Injector, proxyConfig: Json): Pod {
  const { global } = injector.values;
  const labels: Record<string, string> = { ...merged.metadata.labels };
  const network = labels['topology.istio.io/network'] ?? global.network;
  const place: Json = Object.fromEntries([['ISTIO_META_CLUSTER_ID', global.multiCluster?.clusterName], ['ISTIO_META_NETWORK', network]].filter(([, value]) => value));
  if (network) labels['topology.istio.io/network'] = network;

  const statusPort = proxyConfig.statusPort;
  const metrics = mergeMetrics(merged.metadata.annotations ?? {}, injector.mesh, statusPort);
  let pod: Json = withEnv({ ...merged, metadata: { ...merged.metadata, labels, annotations: metrics.annotations } }, (env) => [
    ...env.filter(({ name }) => !Object.hasOwn(place, name)),
    ...Object.entries(place).map(([name, value]) => ({ name, value })),
    ...metrics.env,
  ]);
  pod.metadata.annotations = secureMetrics(pod.metadata.annotations, sidecarOf(pod.spec));
  pod = rewriteProbes(pod, injector, statusPort);
  pod = annotated(pod, { 'sidecar.istio.io/status': status(injected, injector.revision), ...injector.injectedAnnotations });
  return order(pod as Pod, Boolean(proxyConfig.holdApplicationUntilProxyStarts || global.proxy?.holdApplicationUntilProxyStarts));
}

function withEnv(pod: Json, change: (env: readonly Json[]) => Json[]): Json {
  return eachContainer(pod, (container) => (container.name === PROXY ? { ...container, env: change(container.env ?? []) } : container));
}

function rewriteProbes(pod: Json, injector: Injector, statusPort: number): Json {
  const own = pod.metadata.annotations['sidecar.istio.io/rewriteAppHTTPProbers'];
  const rewrite = own !== undefined && isBool(own) ? isTrue(own) : injector.values.sidecarInjectorWebhook?.rewriteAppHTTPProbe;
  if (!rewrite || !sidecarOf(pod.spec)) return pod;
  const probers = appProbers([...pod.spec.initContainers ?? [], ...pod.spec.containers ?? []], statusPort);
  const told = probers === undefined ? pod : withEnv(pod, (env) => [...env, { name: PROBERS, value: probers }]);
  const port = pod.metadata.annotations['status.sidecar.istio.io/port'];
  return eachContainer(told, (container) => askingAgent(container, port === undefined ? statusPort : Number(port)));
}

/** The annotation by which Istio's tools recognize an injected pod. */
function status(injected: Json, revision: string): string {
  const names = (key: string): string[] | null => injected[key]?.map(({ name }: Json) => name) ?? null;
  return JSON.stringify({
    initContainers: names('initContainers'),
    containers: names('containers'),
    volumes: names('volumes'),
    imagePullSecrets: names('imagePullSecrets'),
    revision: revision || 'default',
  });
}

/** The proxy comes last among the containers, unless they wait for it; a native sidecar comes before the containers that should use the mesh. */
function order(pod: Pod, hold: boolean): Pod {
  const first = (containers: readonly Json[], name: string): Json[] => [...containers.filter((c) => c.name === name), ...containers.filter((c) => c.name !== name)];
  const last = (containers: readonly Json[], name: string): Json[] => [...containers.filter((c) => c.name !== name), ...containers.filter((c) => c.name === name)];
  const containers = (hold ? first : last)(pod.spec.containers ?? [], PROXY);
  let init: Json[] = pod.spec.initContainers ?? [];
  if (find(init, PROXY)) {
    for (const name of ['enable-core-dump', PROXY, 'istio-validation', 'istio-init']) init = first(init, name);
  } else {
    init = last(last(first(init, 'istio-validation'), 'istio-init'), 'enable-core-dump');
  }
  return { ...pod, spec: { ...pod.spec, containers, ...init.length > 0 ? { initContainers: init } : {} } };
}
