import { type Of, type Shape } from './shape';
import * as core from './shapes/core';
import * as gw from './shapes/gateway-api';
import * as istio from './shapes/istio';

interface Kind<T> {
  readonly group: string;
  readonly kind: string;
  /** shape of the spec, or of the whole object if `whole` is set */
  readonly shape: Shape<T>;
  readonly whole?: boolean;
  readonly clusterScoped?: boolean;
}
const kind = <T>(group: string, name: string, shape: Shape<T>, more: Pick<Kind<T>, 'whole' | 'clusterScoped'> = {}): Kind<T> => ({ group, kind: name, shape, ...more });
const NET = 'networking.istio.io';
const SEC = 'security.istio.io';
const GW = 'gateway.networking.k8s.io';

/** The kinds whose contents the checks read. `Gateway` is Istio's; Gateway API's is `KubeGateway`. */
export const KINDS = {
  Namespace: kind('', 'Namespace', core.nothing, { clusterScoped: true }),
  Node: kind('', 'Node', core.nothing, { clusterScoped: true }),
  Service: kind('', 'Service', core.service),
  Pod: kind('', 'Pod', core.podSpec),
  Secret: kind('', 'Secret', core.secret, { whole: true }),
  ConfigMap: kind('', 'ConfigMap', core.configMap, { whole: true }),
  ServiceAccount: kind('', 'ServiceAccount', core.nothing, { whole: true }),
  Deployment: kind('apps', 'Deployment', core.workload),
  StatefulSet: kind('apps', 'StatefulSet', core.workload),
  DaemonSet: kind('apps', 'DaemonSet', core.workload),
  ReplicaSet: kind('apps', 'ReplicaSet', core.workload),
  Rollout: kind('argoproj.io', 'Rollout', core.workload),
  Job: kind('batch', 'Job', core.workload),
  CronJob: kind('batch', 'CronJob', core.cronJob),
  MutatingWebhookConfiguration: kind('admissionregistration.k8s.io', 'MutatingWebhookConfiguration', core.webhookConfiguration, { whole: true, clusterScoped: true }),
  ValidatingWebhookConfiguration: kind('admissionregistration.k8s.io', 'ValidatingWebhookConfiguration', core.webhookConfiguration, { whole: true, clusterScoped: true }),
  CustomResourceDefinition: kind('apiextensions.k8s.io', 'CustomResourceDefinition', core.customResourceDefinition, { clusterScoped: true }),
  VirtualService: kind(NET, 'VirtualService', istio.virtualService),
  DestinationRule: kind(NET, 'DestinationRule', istio.destinationRule),
  Gateway: kind(NET, 'Gateway', istio.istioGateway),
  ServiceEntry: kind(NET, 'ServiceEntry', istio.serviceEntry),
  WorkloadEntry: kind(NET, 'WorkloadEntry', istio.workloadEntry),
  WorkloadGroup: kind(NET, 'WorkloadGroup', istio.workloadGroup),
  Sidecar: kind(NET, 'Sidecar', istio.sidecar),
  EnvoyFilter: kind(NET, 'EnvoyFilter', istio.envoyFilter),
  ProxyConfig: kind(NET, 'ProxyConfig', istio.proxyConfig),
  PeerAuthentication: kind(SEC, 'PeerAuthentication', istio.peerAuthentication),
  RequestAuthentication: kind(SEC, 'RequestAuthentication', istio.requestAuthentication),
  AuthorizationPolicy: kind(SEC, 'AuthorizationPolicy', istio.authorizationPolicy),
  Telemetry: kind('telemetry.istio.io', 'Telemetry', istio.telemetry),
  WasmPlugin: kind('extensions.istio.io', 'WasmPlugin', istio.wasmPlugin),
  TrafficExtension: kind('extensions.istio.io', 'TrafficExtension', istio.policyAttachment),
  GatewayClass: kind(GW, 'GatewayClass', gw.gatewayClass, { clusterScoped: true }),
  KubeGateway: kind(GW, 'Gateway', gw.kubeGateway),
  ListenerSet: kind(GW, 'ListenerSet', gw.listenerSet),
  HTTPRoute: kind(GW, 'HTTPRoute', gw.route),
  GRPCRoute: kind(GW, 'GRPCRoute', gw.route),
  TLSRoute: kind(GW, 'TLSRoute', gw.route),
  TCPRoute: kind(GW, 'TCPRoute', gw.route),
  UDPRoute: kind(GW, 'UDPRoute', gw.route),
  ReferenceGrant: kind(GW, 'ReferenceGrant', gw.referenceGrant),
  BackendTLSPolicy: kind(GW, 'BackendTLSPolicy', gw.backendTlsPolicy),
  XBackendTrafficPolicy: kind('gateway.networking.x-k8s.io', 'XBackendTrafficPolicy', gw.backendTrafficPolicy),
  XListenerSet: kind('gateway.networking.x-k8s.io', 'XListenerSet', gw.listenerSet),
  ServiceImport: kind('multicluster.x-k8s.io', 'ServiceImport', gw.serviceImport),
  ServiceExport: kind('multicluster.x-k8s.io', 'ServiceExport', core.nothing),
  GkeServiceImport: kind('net.gke.io', 'ServiceImport', gw.serviceImport),
  GkeServiceExport: kind('net.gke.io', 'ServiceExport', core.nothing),
  InferencePool: kind('inference.networking.k8s.io', 'InferencePool', gw.inferencePool),
} as const;

export type KindKey = keyof typeof KINDS;
export type SpecOf<K extends KindKey> = (typeof KINDS)[K] extends Kind<infer T> ? T : never;

/** Keys by group and by kind: used for every object, so this avoids building strings. */
const KEYS = new Map<string, Map<string, KindKey>>();
for (const key of Object.keys(KINDS) as KindKey[]) {
  const { group, kind: name } = KINDS[key];
  KEYS.set(group, (KEYS.get(group) ?? new Map<string, KindKey>()).set(name, key));
}
export const keyOf = (group: string, name: string): KindKey | undefined => KEYS.get(group)?.get(name);
export const kindOf = (key: KindKey): Kind<unknown> => KINDS[key];
export type { Of };
