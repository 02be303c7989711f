import { Applied, Manifest } from './api-client';
import { Backend } from './backend';
import { Door } from './client';

/** A component with counters, such as Envoy. */
export interface Counting {
  /** The sum of the counters whose names match. */
  count(filter: string): Promise<number>;
}

export interface SceneGateway { readonly proxy: Counting; readonly namespace: string }

/** The output of a case, running on one plane: where its traffic enters, and what arrived. */
export interface Scene {
  readonly objects: readonly Manifest[];
  /** The answers to the first and to the second application of each object. */
  readonly applied: readonly Applied[];
  readonly reapplied: readonly Applied[];
  readonly proxies: ReadonlyMap<string, Counting>;
  readonly gateways: readonly SceneGateway[];
  /** What a caller gets for a host that its mesh doesn't know. */
  readonly stranger: string;
  /** What a caller is told in place of a status of HTTP: gRPC has fewer. */
  told(status: number): number;
  /** Where a workload's own proxy accepts its calls to a service. */
  from(workload: string, host: string, port: number): Door;
  /** A listener of the gateway whose proxies run in a namespace. */
  edge(port: number, host: string, namespace?: string): Door;
  /** The workload's own port, for a caller without a mesh proxy. */
  around(workload: string, port: number): Door;
  backend(name: string): Backend;
  /** Configuration that any of its proxies rejected. */
  rejected(): Promise<Record<string, number>>;
  /** Problems that its control plane reports. */
  complaints(): Promise<Record<string, number>>;
}
