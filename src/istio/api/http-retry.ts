import type { Duration } from 'cdk8s';
import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { bool, duration, int32 } from '../write/check';
import { filled, given, refuse, struct, value } from '../write/json';

/** A condition for a retry. */
export class RetryOn extends Value {
  /** Any 5xx response, or no response (a reset or timeout). */
  public static readonly SERVER_ERROR = new RetryOn('5xx');
  /** A 502, 503 or 504 response. */
  public static readonly GATEWAY_ERROR = new RetryOn('gateway-error');
  /** The connection was reset before a response. */
  public static readonly RESET = new RetryOn('reset');
  /** The connection was reset before the request was sent. */
  public static readonly RESET_BEFORE_REQUEST = new RetryOn('reset-before-request');
  /** The connection failed. */
  public static readonly CONNECT_FAILURE = new RetryOn('connect-failure');
  /** The destination refused the stream before processing it. */
  public static readonly REFUSED_STREAM = new RetryOn('refused-stream');
  /** A 409 response. */
  public static readonly CONFLICT = new RetryOn('retriable-4xx');
  /** The proxy of the destination rate limited the request. */
  public static readonly RATE_LIMITED = new RetryOn('envoy-ratelimited');
  /** A response with one of the status codes in the request header `x-envoy-retriable-status-codes`. */
  public static readonly RETRIABLE_STATUS_CODES = new RetryOn('retriable-status-codes');
  /** A response with one of the headers in the request header `x-envoy-retriable-header-names`. */
  public static readonly RETRIABLE_HEADERS = new RetryOn('retriable-headers');
  /** HTTP/3 failed after the handshake. */
  public static readonly HTTP3_POST_CONNECT_FAILURE = new RetryOn('http3-post-connect-failure');
  /** gRPC status `cancelled`. */
  public static readonly GRPC_CANCELLED = new RetryOn('cancelled');
  /** gRPC status `deadline-exceeded`. */
  public static readonly GRPC_DEADLINE_EXCEEDED = new RetryOn('deadline-exceeded');
  /** gRPC status `internal`. */
  public static readonly GRPC_INTERNAL = new RetryOn('internal');
  /** gRPC status `resource-exhausted`. */
  public static readonly GRPC_RESOURCE_EXHAUSTED = new RetryOn('resource-exhausted');
  /** gRPC status `unavailable`. */
  public static readonly GRPC_UNAVAILABLE = new RetryOn('unavailable');

  /**
   * The earlier name of `CONFLICT`.
   *
   * @deprecated use `CONFLICT`
   */
  public static readonly RETRIABLE_4XX = RetryOn.CONFLICT;
  /**
   * The earlier name of `RATE_LIMITED`.
   *
   * @deprecated use `RATE_LIMITED`
   */
  public static readonly ENVOY_RATE_LIMITED = RetryOn.RATE_LIMITED;
  /**
   * The earlier name of `GRPC_CANCELLED`.
   *
   * @deprecated use `GRPC_CANCELLED`
   */
  public static readonly CANCELLED = RetryOn.GRPC_CANCELLED;
  /**
   * The earlier name of `GRPC_DEADLINE_EXCEEDED`.
   *
   * @deprecated use `GRPC_DEADLINE_EXCEEDED`
   */
  public static readonly DEADLINE_EXCEEDED = RetryOn.GRPC_DEADLINE_EXCEEDED;
  /**
   * The earlier name of `GRPC_INTERNAL`.
   *
   * @deprecated use `GRPC_INTERNAL`
   */
  public static readonly INTERNAL = RetryOn.GRPC_INTERNAL;
  /**
   * The earlier name of `GRPC_RESOURCE_EXHAUSTED`.
   *
   * @deprecated use `GRPC_RESOURCE_EXHAUSTED`
   */
  public static readonly RESOURCE_EXHAUSTED = RetryOn.GRPC_RESOURCE_EXHAUSTED;
  /**
   * The earlier name of `GRPC_UNAVAILABLE`.
   *
   * @deprecated use `GRPC_UNAVAILABLE`
   */
  public static readonly UNAVAILABLE = RetryOn.GRPC_UNAVAILABLE;

  /** A response with this HTTP status code. */
  public static status(status: number): RetryOn {
    if (!Number.isInteger(status) || status < 100 || status > 599) {
      throw new Error(`RetryOn.status: status must be from 100 to 599, got: ${status}`);
    }
    return new RetryOn(String(status));
  }

  /** A condition by its Envoy name, for conditions that have no member in this class. */
  public static custom(name: string): RetryOn {
    if (!/^[a-z0-9][-a-z0-9]*$/.test(name)) {
      throw new Error(`RetryOn.custom: name must consist of lower-case letters, digits and '-', got: '${name}'`);
    }
    return new RetryOn(name);
  }

  /**
   * The earlier name of `status`.
   *
   * @deprecated use `status`
   */
  public static statusCode(status: number): RetryOn {
    return RetryOn.status(status);
  }

  /**
   * The earlier name of `custom`.
   *
   * @deprecated use `custom`
   */
  public static condition(name: string): RetryOn {
    return RetryOn.custom(name);
  }

  private constructor(private readonly condition: string) {
    super();
  }

  /** @internal */
  public _render(): string {
    return this.condition;
  }
}
guarded(RetryOn, 'istio.RetryOn');

/**
 * When and how often a request is retried.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry
 */
export interface HttpRetry {
  /** The number of retries; 0 disables retries. */
  readonly attempts: number;

  /**
   * The timeout of each attempt, including the first; at least 1 ms.
   *
   * @default - the route's timeout
   */
  readonly perTryTimeout?: Duration;

  /**
   * The conditions for a retry, joined into the field `retryOn`.
   *
   * @default - connect-failure, refused-stream, unavailable, cancelled, 503
   */
  readonly retryOn?: RetryOn[];

  /**
   * Whether a retry may go to another locality.
   *
   * @default false
   */
  readonly retryRemoteLocalities?: boolean;

  /**
   * Prefer endpoints that were not tried before.
   *
   * @default true
   */
  readonly retryIgnorePreviousHosts?: boolean;

  /**
   * Base interval of the exponential backoff between retries.
   *
   * @default - 25 ms
   */
  readonly backoff?: Duration;
}

const httpRetry = struct<HttpRetry>((p, at) => {
  if (p.attempts === 0 && given(p, 'perTryTimeout', 'retryOn', 'retryRemoteLocalities', 'retryIgnorePreviousHosts', 'backoff').length > 0) {
    refuse(at, 'attempts is 0, which turns retries off, so the other fields have no effect; remove them, or set attempts above 0');
  }
  return {
    attempts: int32(p.attempts, at, 'attempts'),
    perTryTimeout: duration(p.perTryTimeout, at, 'perTryTimeout'),
    retryRemoteLocalities: bool(p.retryRemoteLocalities, at, 'retryRemoteLocalities'),
    retryIgnorePreviousHosts: bool(p.retryIgnorePreviousHosts, at, 'retryIgnorePreviousHosts'),
    backoff: duration(p.backoff, at, 'backoff'),
    retryOn: p.retryOn && (filled(p.retryOn, at, 'retryOn', value) as string[]).join(','),
  };
});

export default httpRetry;
