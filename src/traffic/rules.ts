import type { Duration } from 'cdk8s';
import { backendModel, backendModels, type IBackend } from './backend';
import { corsModel, type CorsPolicy } from './cors';
import type { Fault } from './fault';
import { directResponseModel, redirectModel, rewriteModel, type DirectResponse, type HttpRedirect, type HttpRewrite } from './filters';
import type { GrpcMatch } from './grpc-match';
import { headerChanges, type HeaderChanges } from './header-changes';
import type { HttpMatch } from './http-match';
import { retryModel, type RetryPolicy } from './retry';
import { millisOf } from '../grammar/given';
import * as names from '../grammar/names';
import type { HttpMatchModel, HttpRuleModel, TcpRuleModel, TlsRuleModel } from '../model/route';

/** A mirror of requests, whose responses are ignored. */
export interface Mirror {
  /** Destination of the mirrored requests. */
  readonly to: IBackend;
  /**
   * Percentage of the requests to mirror, 0 to 100.
   *
   * @default 100
   */
  readonly percentage?: number;
}

/** Options of HTTP and gRPC rules. */
export interface RouteRuleOptions {
  /**
   * Name of the rule; it appears in the route's name, in access logs and metrics.
   *
   * @default - no name
   */
  readonly name?: string;
  /**
   * Rules of higher priority are matched first, whatever their conditions.
   *
   * @default 0 - then the more specific match wins, as in Gateway API
   */
  readonly priority?: number;
  /**
   * Destination of requests: one backend, or several with weights. @default - the service itself, or its split if it has one
   */
  readonly to?: IBackend[];
  /**
   * Mirrors of the requests.
   *
   * @default - none
   */
  readonly mirrors?: Mirror[];
  /**
   * Injected faults.
   *
   * @default - none
   */
  readonly fault?: Fault;
  /**
   * Retries of failed requests.
   *
   * @default - the plane's (Istio: 2, if that is safe)
   */
  readonly retries?: RetryPolicy;
  /**
   * Timeout of a request, including its retries.
   *
   * @default - no limit
   */
  readonly timeout?: Duration;
  /**
   * Changes to the headers of requests.
   *
   * @default - none
   */
  readonly requestHeaders?: HeaderChanges;
  /**
   * Changes to the headers of responses.
   *
   * @default - none
   */
  readonly responseHeaders?: HeaderChanges;
}

/**
 * A rule for HTTP requests: conditions, and what to do with matching requests.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule
 */
export interface HttpRule extends RouteRuleOptions {
  /**
   * Conditions, any of which matches.
   *
   * @default - every request
   */
  readonly matches?: HttpMatch[];
  /**
   * A redirect, instead of a backend.
   *
   * @default - none
   */
  readonly redirect?: HttpRedirect;
  /**
   * A direct response of the proxy, instead of a backend.
   *
   * @default - none
   */
  readonly directResponse?: DirectResponse;
  /**
   * Changes to the path and host.
   *
   * @default - none
   */
  readonly rewrite?: HttpRewrite;
  /**
   * Cross-origin resource sharing (CORS).
   *
   * @default - no CORS headers are added
   */
  readonly cors?: CorsPolicy;
}

/**
 * A rule for gRPC calls.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#grpcrouterule
 */
export interface GrpcRule extends RouteRuleOptions {
  /**
   * Conditions, any of which matches.
   *
   * @default - every call
   */
  readonly matches?: GrpcMatch[];
}

/** A rule for TLS passthrough, by the server name (SNI) of the client. */
export interface TlsRule {
  /** Server names; a `*.` prefix is allowed. */
  readonly sniHosts: string[];
  /**
   * Port to which the rule applies.
   *
   * @default - every TLS port
   */
  readonly port?: number;
  /** Destination of connections: one backend, or several with weights. */
  readonly to: IBackend[];
}

/** A rule for TCP connections. */
export interface TcpRule {
  /**
   * Port to which the rule applies.
   *
   * @default - every TCP port
   */
  readonly port?: number;
  /**
   * Destination address ranges of the connection, as CIDR.
   *
   * @default - any address
   */
  readonly destinationSubnets?: string[];
  /**
   * Labels of the caller's workload.
   *
   * @default - any caller
   */
  readonly sourceLabels?: { readonly [name: string]: string };
  /** Destination of connections: one backend, or several with weights. */
  readonly to: IBackend[];
}

/** @internal */
export function httpRuleModel(what: string, rule: HttpRule): HttpRuleModel {
  names.filled(what, rule, { matches: 'every request' });
  const redirect = redirectModel(what, rule.redirect);
  const directResponse = directResponseModel(what, rule.directResponse);
  const given = [rule.to && 'to', redirect && 'redirect', directResponse && 'directResponse'].filter(Boolean);
  if (given.length > 1) {
    throw new Error(`${what}: only one of 'to', 'redirect' and 'directResponse' can be set, got: ${given.join(', ')}; keep one of them`);
  }
  if ((redirect || directResponse) && (rule.fault || rule.rewrite || rule.mirrors?.length || rule.retries || rule.timeout)) {
    throw new Error(`${what}: a ${redirect ? 'redirect' : 'direct response'} is answered by the proxy, so fault, rewrite, mirrors, retries and timeout have no effect; remove them`);
  }
  if (redirect?.prefix !== undefined && !(rule.matches?.length && rule.matches.every((m) => m._model().path?.kind === 'prefix'))) {
    throw new Error(`${what}: a redirect by prefix replaces the matched prefix, but a match of the rule has no prefix; add a path prefix to each match, or redirect by path`);
  }
  return {
    ...shared(what, rule, (rule.matches ?? []).map((m) => m._model())),
    redirect,
    directResponse,
    rewrite: rewriteModel(what, rule.rewrite),
    cors: corsModel(what, rule.cors),
  };
}

/** @internal */
export function grpcRuleModel(what: string, rule: GrpcRule): HttpRuleModel {
  names.filled(what, rule, { matches: 'every call' });
  return shared(what, rule, (rule.matches ?? []).map((m) => m._model()));
}

function shared(what: string, rule: RouteRuleOptions, matches: readonly HttpMatchModel[]): HttpRuleModel {
  if (rule.to && rule.to.length === 0) {
    throw new Error(`${what}: to must not be empty, got: []; add a backend, or omit it for the service itself`);
  }
  if (rule.priority !== undefined && !Number.isInteger(rule.priority)) {
    throw new Error(`${what}: priority must be a whole number, got: ${rule.priority}`);
  }
  return {
    path: what,
    name: rule.name,
    matches,
    priority: rule.priority ?? 0,
    backends: backendModels(what, rule.to ?? []),
    mirrors: rule.mirrors?.length ? rule.mirrors.map((m) => ({
      backend: backendModel(what, m.to),
      percentage: names.percentage(`${what}: the share of a mirror`, m.percentage ?? 100),
    })) : undefined,
    fault: rule.fault?._model(),
    retries: retryModel(what, rule.retries),
    timeoutMs: timeoutMs(what, rule.timeout),
    requestHeaders: headerChanges(rule.requestHeaders),
    responseHeaders: headerChanges(rule.responseHeaders),
  };
}

/** @internal */
export function tlsRuleModel(what: string, rule: TlsRule): TlsRuleModel {
  if (rule.sniHosts.length === 0) {
    throw new Error(`${what}: the TLS rule has no server names; add at least one to sniHosts`);
  }
  return {
    sniHosts: rule.sniHosts.map((h) => names.host(`${what}: a server name`, h, { wildcard: true, any: true })),
    port: rule.port === undefined ? undefined : names.port(`${what}: the port`, rule.port),
    backends: atLeastOne(what, rule.to),
  };
}

/** @internal */
export function tcpRuleModel(what: string, rule: TcpRule): TcpRuleModel {
  names.filled(what, rule, { destinationSubnets: 'any address' });
  return {
    port: rule.port === undefined ? undefined : names.port(`${what}: the port`, rule.port),
    destinationSubnets: rule.destinationSubnets?.map((c) => names.addressRange(`${what}: a destination subnet`, c)),
    sourceLabels: rule.sourceLabels,
    backends: atLeastOne(what, rule.to),
  };
}

function timeoutMs(what: string, timeout: Duration | undefined): number | undefined {
  const ms = timeout && millisOf(`${what}: the timeout`, timeout);
  if (ms === 0) {
    throw new Error(`${what}: the timeout must be above 0, got: 0 ms; omit it for no timeout`);
  }
  return ms && names.millis(`${what}: the timeout`, ms);
}

function atLeastOne(what: string, to: readonly IBackend[]) {
  if (to.length === 0) {
    throw new Error(`${what}: to must not be empty, got: []; add a backend`);
  }
  return backendModels(what, to);
}
