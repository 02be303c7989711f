import type { Duration } from 'cdk8s';
import { Percentage } from './percentage';
import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { duration, httpStatus } from '../write/check';
import { type Json, refuse, struct, value } from '../write/json';

/** The status codes of gRPC. */
export enum GrpcStatus {
  /** No error. */
  OK = 'OK',

  /** The caller cancelled the call. */
  CANCELLED = 'CANCELLED',

  /** An error without a known cause. */
  UNKNOWN = 'UNKNOWN',

  /** The request is invalid. */
  INVALID_ARGUMENT = 'INVALID_ARGUMENT',

  /** The deadline expired. */
  DEADLINE_EXCEEDED = 'DEADLINE_EXCEEDED',

  /** The entity was not found. */
  NOT_FOUND = 'NOT_FOUND',

  /** The entity already exists. */
  ALREADY_EXISTS = 'ALREADY_EXISTS',

  /** The caller lacks permission. */
  PERMISSION_DENIED = 'PERMISSION_DENIED',

  /** A quota or limit is exhausted. */
  RESOURCE_EXHAUSTED = 'RESOURCE_EXHAUSTED',

  /** The system is not in the required state. */
  FAILED_PRECONDITION = 'FAILED_PRECONDITION',

  /** Aborted because of a conflict. */
  ABORTED = 'ABORTED',

  /** Past the valid range. */
  OUT_OF_RANGE = 'OUT_OF_RANGE',

  /** The operation does not exist. */
  UNIMPLEMENTED = 'UNIMPLEMENTED',

  /** The server broke an invariant. */
  INTERNAL = 'INTERNAL',

  /** The service is unavailable. */
  UNAVAILABLE = 'UNAVAILABLE',

  /** Unrecoverable data loss or corruption. */
  DATA_LOSS = 'DATA_LOSS',

  /** The caller is not authenticated. */
  UNAUTHENTICATED = 'UNAUTHENTICATED',
}

/** A delay that is injected into requests. */
export class FaultDelay extends Value {
  /**
   * A fixed delay before the request is forwarded.
   *
   * @param delay at least 1 ms
   * @param percentage the percentage of requests; all by default
   */
  public static fixed(delay: Duration, percentage: Percentage = Percentage.all()): FaultDelay {
    return new FaultDelay({ fixedDelay: duration(delay, 'FaultDelay.fixed', 'delay'), percentage: percentage._render() });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(FaultDelay, 'istio.FaultDelay');

/** An error that is returned instead of forwarding the request. */
export class FaultAbort extends Value {
  /**
   * A status code of HTTP.
   *
   * @param status from 200 to 599
   * @param percentage the percentage of requests; all by default
   */
  public static httpStatus(status: number, percentage: Percentage = Percentage.all()): FaultAbort {
    return new FaultAbort({ httpStatus: httpStatus(status, 'FaultAbort.httpStatus', 'status'), percentage: percentage._render() });
  }

  /**
   * A status code of gRPC.
   *
   * @param status the status
   * @param percentage the percentage of requests; all by default
   */
  public static grpcStatus(status: GrpcStatus, percentage: Percentage = Percentage.all()): FaultAbort {
    return new FaultAbort({ grpcStatus: status, percentage: percentage._render() });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(FaultAbort, 'istio.FaultAbort');

/** Faults that a route injects, to test resilience. They are applied before the route's retries and timeout. */
export interface HttpFault {
  /**
   * A delay.
   *
   * @default - none
   */
  readonly delay?: FaultDelay;

  /**
   * An error.
   *
   * @default - none
   */
  readonly abort?: FaultAbort;
}

const httpFault = struct<HttpFault>((p, at) => {
  if (!p.delay && !p.abort) {
    refuse(at, 'delay or abort must be set, got: neither');
  }
  return {
    delay: value(p.delay, at, 'delay'),
    abort: value(p.abort, at, 'abort'),
  };
});

export default httpFault;
