import type { ApiObjectMetadata } from 'cdk8s';
import authorizationPolicySpec from './authorization-policy';
import destinationRuleWriters from './destination-rule';
import envoyFilterWriters from './envoy-filter';
import gatewaySpec from './gateway';
import peerAuthenticationSpec from './peer-authentication';
import proxyConfigSpec from './proxy-config';
import requestAuthenticationSpec from './request-authentication';
import type { ResourceProps } from './resource-props';
import serviceEntryWriters from './service-entry';
import sidecarWriters from './sidecar';
import telemetryWriters from './telemetry';
import trafficExtensionSpec from './traffic-extension';
import virtualServiceSpec from './virtual-service';
import wasmPluginSpec from './wasm-plugin';
import workloadEntryWriters from './workload-entry';
import workloadGroupSpec from './workload-group';
import type { At, Json } from '../write/json';

/** The kinds of Istio's API: the version to write, and how to write and validate the spec. */
export const KINDS = {
  AuthorizationPolicy: { apiVersion: 'security.istio.io/v1', spec: authorizationPolicySpec },
  DestinationRule: { apiVersion: 'networking.istio.io/v1', spec: destinationRuleWriters.destinationRuleSpec },
  EnvoyFilter: { apiVersion: 'networking.istio.io/v1alpha3', spec: envoyFilterWriters.envoyFilterSpec },
  Gateway: { apiVersion: 'networking.istio.io/v1', spec: gatewaySpec },
  PeerAuthentication: { apiVersion: 'security.istio.io/v1', spec: peerAuthenticationSpec },
  ProxyConfig: { apiVersion: 'networking.istio.io/v1beta1', spec: proxyConfigSpec },
  RequestAuthentication: { apiVersion: 'security.istio.io/v1', spec: requestAuthenticationSpec },
  ServiceEntry: { apiVersion: 'networking.istio.io/v1', spec: serviceEntryWriters.serviceEntrySpec },
  Sidecar: { apiVersion: 'networking.istio.io/v1', spec: sidecarWriters.sidecarSpec },
  Telemetry: { apiVersion: 'telemetry.istio.io/v1', spec: telemetryWriters.telemetrySpec },
  TrafficExtension: { apiVersion: 'extensions.istio.io/v1alpha1', spec: trafficExtensionSpec },
  VirtualService: { apiVersion: 'networking.istio.io/v1', spec: virtualServiceSpec },
  WasmPlugin: { apiVersion: 'extensions.istio.io/v1alpha1', spec: wasmPluginSpec },
  WorkloadEntry: { apiVersion: 'networking.istio.io/v1', spec: workloadEntryWriters.workloadEntryOptions },
  WorkloadGroup: { apiVersion: 'networking.istio.io/v1', spec: workloadGroupSpec },
} as const;

/** A kind of Istio's API. */
export type Kind = keyof typeof KINDS;

/** The input for the spec of a kind. */
export type SpecInput<K extends Kind> = NonNullable<Parameters<typeof KINDS[K]['spec']>[0]>;

/** Writes the spec of a kind; `field` is the prefix of fields in messages. */
export function specOf<K extends Kind>(kind: K, input: SpecInput<K>, field: string = ''): Json {
  const write = KINDS[kind].spec as (props: SpecInput<K>, at: At, field: string) => Json | undefined;
  return write(input, '', field)!;
}

/** An object of Istio's API, as described by its construct's properties. */
export interface Described {
  readonly apiVersion: string;
  readonly kind: Kind;
  readonly metadata?: ApiObjectMetadata;
  spec(): Json;
}

/** The object of a kind that the properties describe. */
export function described<K extends Kind>(kind: K, props: SpecInput<K> & ResourceProps): Described {
  return { apiVersion: KINDS[kind].apiVersion, kind, metadata: props.metadata, spec: () => specOf(kind, props) };
}
