import type { Duration } from 'cdk8s';
import { millisOf } from '../grammar/given';
import * as names from '../grammar/names';
import { Value } from '../grammar/value';
import { guarded } from '../guard/guard';
import type { RetryModel } from '../model/route';

/**
 * A condition on which a request is retried.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on
 */
export class RetryOn extends Value {
  /** Any response of 500 to 599, or no response at all. */
  public static readonly SERVER_ERROR = new RetryOn('5xx');
  /** 502, 503 and 504. */
  public static readonly GATEWAY_ERROR = new RetryOn('gateway-error');
  /** The connection broke before an answer. */
  public static readonly RESET = new RetryOn('reset');
  /** The connection failed. */
  public static readonly CONNECT_FAILURE = new RetryOn('connect-failure');
  /** The service refused the stream before processing the request. */
  public static readonly REFUSED_STREAM = new RetryOn('refused-stream');
  /** 409. */
  public static readonly CONFLICT = new RetryOn('retriable-4xx');
  /** The proxy of the service rate limited the request. */
  public static readonly RATE_LIMITED = new RetryOn('envoy-ratelimited');
  /** gRPC status CANCELLED. */
  public static readonly GRPC_CANCELLED = new RetryOn('cancelled');
  /** gRPC status DEADLINE_EXCEEDED. */
  public static readonly GRPC_DEADLINE_EXCEEDED = new RetryOn('deadline-exceeded');
  /** gRPC status INTERNAL. */
  public static readonly GRPC_INTERNAL = new RetryOn('internal');
  /** gRPC status RESOURCE_EXHAUSTED. */
  public static readonly GRPC_RESOURCE_EXHAUSTED = new RetryOn('resource-exhausted');
  /** gRPC status UNAVAILABLE. */
  public static readonly GRPC_UNAVAILABLE = new RetryOn('unavailable');

  /** An HTTP status. */
  public static status(status: number): RetryOn {
    return new RetryOn(String(names.integer('RetryOn: a status', status, 100, 599)));
  }

  /** Another condition, by its Envoy name. */
  public static custom(condition: string): RetryOn {
    if (!/^[a-z0-9-]+$/.test(condition)) {
      throw new Error(`RetryOn: a condition must be a retry condition of Envoy, such as 'retriable-headers', got: '${condition}'`);
    }
    return new RetryOn(condition);
  }

  private constructor(private readonly condition: string) {
    super();
  }

  /** @internal */
  public _model(): string {
    return this.condition;
  }
}
guarded(RetryOn, 'RetryOn');

/**
 * How often, and when, a proxy retries a failed request.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry
 */
export interface RetryPolicy {
  /** Retries after the first attempt; 0 turns retries off. */
  readonly attempts: number;
  /**
   * Timeout of each attempt.
   *
   * @default - the timeout of the rule
   */
  readonly perTryTimeout?: Duration;
  /**
   * Conditions, any of which causes a retry.
   *
   * @default - the plane's: failures to connect, refused streams, unavailable, cancelled, and 503 if that is known to be safe
   */
  readonly on?: RetryOn[];
  /**
   * Backoff before the first retry; the backoff grows with each further retry.
   *
   * @default - the plane's, 25 ms in Envoy
   */
  readonly backoff?: Duration;
  /**
   * Whether retries may go to other localities.
   *
   * @default false
   */
  readonly otherLocalities?: boolean;
  /**
   * Whether a retry avoids endpoints that failed before.
   *
   * @default true
   */
  readonly avoidPreviousHosts?: boolean;
}

/** @internal */
export function retryModel(what: string, retries: RetryPolicy | undefined): RetryModel | undefined {
  if (!retries) {
    return undefined;
  }
  names.filled(`${what}: retries`, retries, { on: 'the default conditions' });
  const attempts = names.integer(`${what}: retry attempts`, retries.attempts, 0, 1000);
  if (attempts === 0 && (retries.perTryTimeout || retries.on || retries.backoff)) {
    throw new Error(`${what}: attempts is 0, which turns retries off; remove the other retry settings`);
  }
  return {
    attempts,
    perTryTimeoutMs: retries.perTryTimeout && names.millis(`${what}: perTryTimeout`, millisOf(`${what}: perTryTimeout`, retries.perTryTimeout)),
    on: retries.on?.map((o) => o._model()),
    backoffMs: retries.backoff && names.millis(`${what}: retry backoff`, millisOf(`${what}: retry backoff`, retries.backoff)),
    otherLocalities: retries.otherLocalities,
    avoidPreviousHosts: retries.avoidPreviousHosts,
  };
}
