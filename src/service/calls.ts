import type { IConstruct } from 'constructs';
import type { ServiceState } from './state';
import { known, oneOf } from '../grammar/given';
import * as names from '../grammar/names';
import type { IdentityModel } from '../model/mesh';
import type { CallModel } from '../model/security';
import { carriesHttp, requirePort, type ServiceModel } from '../model/service';
import { accessPath } from '../security/access-path';
import type { GrpcMatch } from '../traffic/grpc-match';
import { HttpMethod } from '../traffic/http-method';

/** A possible target of a service's calls. */
export interface ICallTarget {
  /** The hosts that callers use. */
  readonly hosts: string[];
  /** @internal */
  _callee(): ServiceState;
  /**
   * For a target with a multi-cluster host: throws for a caller whose proxies don't know that host.
   *
   * @internal
   */
  _clusterSet?(what: string, caller: IConstruct): void;
}

/** Restrictions of a declared call. Omitted properties do not restrict the call. */
export interface CallOptions {
  /**
   * Methods of HTTP requests.
   *
   * @default - all methods
   */
  readonly methods?: HttpMethod[];
  /**
   * Paths of HTTP requests: exact, or with one `*` at the end or the start, or with `{*}` for one segment and `{**}` for several.
   *
   * @default - all paths
   */
  readonly paths?: string[];
  /**
   * gRPC calls.
   *
   * @default - all calls
   */
  readonly grpc?: GrpcMatch[];
  /**
   * Ports of the service.
   *
   * @default - all of its ports
   */
  readonly ports?: number[];
}

const CALL_OPTIONS: { readonly [K in keyof Required<CallOptions>]: true } = { methods: true, paths: true, grpc: true, ports: true };

/** @internal */
export function callModel(what: string, target: ServiceModel, o: CallOptions, identity: IdentityModel | undefined, caller?: ServiceModel): CallModel {
  known(what, o, CALL_OPTIONS);
  names.filled(what, o, { methods: 'all methods', paths: 'all paths', grpc: 'all calls', ports: 'all ports' });
  o.methods?.forEach((method) => oneOf(`${what}: a method`, method, HttpMethod));
  for (const port of o.ports ?? []) {
    requirePort(`${what}: service '${target.name}'`, target.ports, port);
  }
  const ports = target.ports.filter((p) => !o.ports || o.ports.includes(p.port));
  const byRequest = (o.methods?.length ?? 0) + (o.paths?.length ?? 0) + (o.grpc?.length ?? 0) > 0;
  if (byRequest && ports.length > 0 && !ports.some(carriesHttp)) {
    throw new Error(`${what}: methods and paths can be matched on HTTP and gRPC ports only, and port ${ports.map((p) => `${p.port} is ${p.protocol}`).join(', ')}; remove them`);
  }
  if (o.grpc?.length && (o.methods?.length || o.paths?.length)) {
    throw new Error(`${what}: gRPC calls are POST requests with fixed paths; remove methods and paths, or declare two calls`);
  }
  const grpcPaths = (o.grpc ?? []).map((g) => g._model()).map((m) => {
    if (m.headers) {
      throw new Error(`${what}: access is decided by service and method, not by metadata; remove withMetadata`);
    }
    return m.path!.kind === 'prefix' ? `${m.path!.value}*` : m.path!.value;
  });
  return {
    caller,
    identity,
    target,
    methods: o.grpc?.length ? ['POST'] : [...new Set(o.methods ?? [])],
    paths: [...(o.paths ?? []).map((p) => accessPath(what, p)), ...grpcPaths],
    ports: byRequest ? ports.filter(carriesHttp).map((p) => p.port) : (o.ports ?? []),
    hosts: [],
  };
}
