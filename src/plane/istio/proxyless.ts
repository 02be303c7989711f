import { MeshFeature } from '../../capability/feature';
import { featuresOf } from '../../capability/features';
import { losses, type Use } from '../../capability/index';
import { unitUses } from '../../capability/uses/unit';
import { denies, mtlsOf } from '../../model/effective';
import type { TrafficPolicyModel } from '../../model/policy';
import { arrivingCalls, type PortModel, type ServiceModel } from '../../model/service';

type Json = { [k: string]: any };

/** A pod whose applications use proxyless gRPC: the injector adds an agent instead of a proxy, which starts before the applications. */
export function proxylessPod(s: ServiceModel, template: Json): Json {
  const { labels, annotations } = template.metadata ?? {};
  return {
    ...template,
    metadata: {
      ...template.metadata,
      // callers' proxies use mutual TLS for endpoints that declare support for it
      labels: { ...(s.ports.some((p) => mtlsOf(s, p) !== 'disable') ? { 'security.istio.io/tlsMode': 'istio' } : {}), ...labels },
      annotations: { 'inject.istio.io/templates': 'grpc-agent', 'proxy.istio.io/config': '{"holdApplicationUntilProxyStarts":true}', ...annotations },
    },
  };
}

/** Whether mutual TLS must be configured for proxyless clients, as istiod does not do so by default. A permissive proxy accepts their plaintext. */
function mutual(s: ServiceModel, port?: PortModel): boolean {
  const mode = mtlsOf(s, port);
  return mode === 'strict' || (s.proxyless && mode === 'permissive');
}

/** Whether the DestinationRule for callers has to set mutual TLS, for proxyless ones. */
export function asksForTls(s: ServiceModel): boolean {
  const called = s.proxyless || arrivingCalls(s).some((c) => c.caller?.proxyless); // other proxyless services may call it without a declaration
  return called && !s.external && s.policy?.tls === undefined && (mutual(s) || s.ports.some((p) => mutual(s, p)));
}

/** The policies of a service, with the mutual TLS that its ports accept. */
export function withMutualTls(s: ServiceModel): { readonly policy: TrafficPolicyModel; readonly ports: ReadonlyMap<number, TrafficPolicyModel> } {
  const tls = (port?: PortModel): TrafficPolicyModel => ({ tls: { kind: mutual(s, port) ? 'mesh' : 'disable' } });
  const ports = new Map(s.portPolicies);
  for (const p of s.ports.filter((one) => mutual(s, one) !== mutual(s))) {
    ports.set(p.port, { ...tls(p), ...ports.get(p.port) });
  }
  return { policy: { ...s.policy, ...(mutual(s) ? tls() : {}) }, ports };
}

const ROUTES = new Set(featuresOf('matching', 'action'));
const SERVER = new Set(featuresOf('security'));

/** Features that proxyless gRPC does not support, as a caller of a service and as the service itself. */
export function proxylessLosses(s: ServiceModel, acknowledged: ReadonlySet<MeshFeature>): readonly string[] {
  const direct = names(s.callers);
  const arriving = names(arrivingCalls(s));
  if (arriving.length === 0 && !s.proxyless) {
    return [];
  }
  const uses = unitUses({ service: s });
  const lossesOf = (asked: readonly Use[], whose: string) => losses(asked, { plane: 'grpc', acknowledged, whose });
  return [
    ...(direct.length > 0 ? lossesOf(uses.filter((u) => ROUTES.has(u.feature)), `called without a proxy by '${direct.join('\', \'')}'`) : []),
    ...(arriving.length > 0 ? lossesOf(uses.filter((u) => !ROUTES.has(u.feature) && !SERVER.has(u.feature)), `called without a proxy by '${arriving.join('\', \'')}'`) : []),
    ...(arriving.length > 0 ? callerLosses(s, arriving) : []),
    ...(s.proxyless ? lossesOf([...uses.filter((u) => SERVER.has(u.feature)), ...permissive(s)], 'served without a proxy') : []),
    ...(s.proxyless ? serverLosses(s) : []),
  ];
}

function names(calls: ServiceModel['callers']): readonly string[] {
  return [...new Set(calls.filter((c) => c.caller?.proxyless).map((c) => c.caller!.path))].sort();
}

function permissive(s: ServiceModel): readonly Use[] {
  return s.ports.some((p) => p.protocol === 'grpc' && mtlsOf(s, p) === 'permissive') ? [{ feature: MeshFeature.MTLS_PERMISSIVE, path: s.path }] : [];
}

function callerLosses(s: ServiceModel, callers: readonly string[]): readonly string[] {
  const called = (p: PortModel) => arrivingCalls(s).some((c) => c.caller?.proxyless && (c.target !== s || c.ports.length === 0 || c.ports.includes(p.port)));
  const ports = s.ports.filter((p) => p.protocol !== 'udp' && p.protocol !== 'grpc' && called(p)).map((p) => `service '${s.path}' is called without a proxy by '${callers.join('\', \'')}', and its port ${p.port} `
    + `has protocol ${p.protocol}, but proxyless gRPC clients support gRPC services only; list the ports of the call, or use a proxy for the callers`);
  const nameless = !s.proxyless && !s.external && (denies(s) || s.access.length > 0) ? s.ports.filter((p) => p.protocol === 'grpc' && called(p) && mtlsOf(s, p) === 'permissive').map((p) => `service '${s.path}' `
    + `is called without a proxy by '${callers.join('\', \'')}', and its port ${p.port} is permissive: a proxyless gRPC client would use plaintext, which has no identity; set mtls: MutualTls.STRICT`) : [];
  const binary = s.httpRules.flatMap((r) => r.matches.flatMap((m) => Object.keys(m.headers ?? {}).filter((h) => h.endsWith('-bin')).map((h) => `${r.path}: proxyless gRPC can't match binary metadata, such as '${h}'; match a different name`)));
  return [...ports, ...nameless, ...binary];
}

/** Without a proxy, the gRPC server itself must enforce everything. */
function serverLosses(s: ServiceModel): readonly string[] {
  const guarded = (p: PortModel) => mtlsOf(s, p) === 'strict' || denies(s) || s.access.length > 0;
  const open = s.ports.filter((p) => p.protocol !== 'udp' && p.protocol !== 'grpc' && guarded(p)).map((p) => `service '${s.path}' has no proxy, and its port ${p.port} has protocol ${p.protocol}, so nothing would enforce mutual TLS `
    + 'or access rules there; declare it as a gRPC port, or use a proxy for the service');
  const idle = s.namespaceModel && !s.namespaceModel.inject ? [`service '${s.path}' needs the agent that the injector adds, but its namespace is not injected; enroll it with inject: true`] : [];
  return [...open, ...idle];
}
