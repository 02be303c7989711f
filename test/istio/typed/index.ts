import { App, Chart } from 'cdk8s';
import { destinationRule } from './destinations';
import { envoyFilter, trafficExtension, wasmPlugin } from './extensions';
import { gateway, sidecar } from './listeners';
import { authorizationPolicy, peerAuthentication, requestAuthentication, telemetry } from './policies';
import { isObject, millis, Untyped } from './reader';
import type { Reader } from './reader';
import { virtualService } from './routes';
import { proxyConfig, serviceEntry, workloadEntry, workloadGroup } from './workloads';
import { istio } from '../../../src';
import { specOf } from '../../../src/istio/api/kinds';

/** From the spec of a kind to the properties of its construct: the inverse of what the constructs write. */
const SPECS: Record<string, Reader> = {
  AuthorizationPolicy: authorizationPolicy,
  DestinationRule: destinationRule,
  EnvoyFilter: envoyFilter,
  Gateway: gateway,
  PeerAuthentication: peerAuthentication,
  ProxyConfig: proxyConfig,
  RequestAuthentication: requestAuthentication,
  ServiceEntry: serviceEntry,
  Sidecar: sidecar,
  Telemetry: telemetry,
  TrafficExtension: trafficExtension,
  VirtualService: virtualService,
  WasmPlugin: wasmPlugin,
  WorkloadEntry: workloadEntry,
  WorkloadGroup: workloadGroup,
};

/** A manifest of one of Istio's kinds. */
export interface Typed {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: any;
}

/** The result for a manifest given to the typed construct of its kind. */
export type Built =
  /** No properties can express it. */
  | { readonly is: 'untyped'; readonly reason: string; readonly place: string }
  /** The call refused it. */
  | { readonly is: 'refused'; readonly message: string }
  | { readonly is: 'written' }
  /** The construct writes something else for it. */
  | { readonly is: 'altered'; readonly place: string };

/** The spec of an object of a kind with these properties, or the error that refuses them. */
export type Write = (kind: string, name: string, props: object) => any;

const construct: Write = (kind, name, props) => new (istio as any)[kind](new Chart(new App(), 'trial'), name, props).apiObject.toJson().spec;

/** Writes the properties with what writes the specs alone, which leaves out what the API server and istiod would say of them. */
export const unjudged: Write = (kind, _name, props) => specOf(kind as any, props as any);

/** Builds a manifest through the typed construct of its kind. */
export function build({ kind, metadata, spec = {} }: Typed, write: Write = construct): Built {
  try {
    const place = difference(spec, write(kind, metadata.name, { metadata, ...SPECS[kind](spec) }) ?? {}, '');
    return place === undefined ? { is: 'written' } : { is: 'altered', place };
  } catch (error) {
    return error instanceof Untyped ? { is: 'untyped', reason: error.reason, place: error.place } : { is: 'refused', message: (error as Error).message };
  }
}

/** Where two values differ; durations are compared by length. */
function difference(given: unknown, written: unknown, place: string): string | undefined {
  if (Array.isArray(given) && Array.isArray(written)) {
    return given.length === written.length ? first(given.map((item, i) => difference(item, written[i], `${place}/${i}`))) : place;
  }
  if (isObject(given) && isObject(written)) {
    return first([...new Set([...Object.keys(given), ...Object.keys(written)])].map((key) => difference(given[key], written[key], `${place}/${key}`)));
  }
  const same = given === written || (typeof given === 'string' && typeof written === 'string' && millis(given) !== undefined && millis(given) === millis(written));
  return same ? undefined : place;
}

const first = (places: readonly (string | undefined)[]): string | undefined => places.find((place) => place !== undefined);
