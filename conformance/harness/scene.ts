import { Applied, Manifest } from './api-client';
import { Backend } from './backend';
import { Door } from './client';

/** Something that counts, as Envoy does. */
export interface Counting {
  /** The sum of the counters whose names match. */
  count(filter: string): Promise<number>;
}

export interface SceneGateway { readonly proxy: Counting; readonly namespace: string }

/** What a case synthesized, brought to life on one plane: where its traffic goes in, and what arrived. */
export interface Scene {
  readonly objects: readonly Manifest[];
  /** The answers to the first and to the second application of each object. */
  readonly applied: readonly Applied[];
  readonly reapplied: readonly Applied[];
  readonly proxies: ReadonlyMap<string, Counting>;
  readonly gateways: readonly SceneGateway[];
  /** What a caller is told of a host that its mesh doesn't know. */
  readonly stranger: string;
  /** What a caller is told in place of a status of HTTP: gRPC has fewer. */
  told(status: number): number;
  /** Where a workload's own proxy takes its calls to a service. */
  from(workload: string, host: string, port: number): Door;
  /** A listener of the gateway whose proxies run in a namespace. */
  edge(port: number, host: string, namespace?: string): Door;
  /** The workload's own port, as somebody reaches it who has no proxy of the mesh. */
  around(workload: string, port: number): Door;
  backend(name: string): Backend;
  /** What any of its proxies refused. */
  rejected(): Promise<Record<string, number>>;
  /** What its control plane complains of. */
  complaints(): Promise<Record<string, number>>;
}
