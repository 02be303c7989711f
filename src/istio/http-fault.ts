import type { Duration } from 'cdk8s';
import { Percentage } from './percentage';
import { duration, httpStatus } from './render/check';
import type { Json } from './render/json';
import { Value } from '../grammar/value';

/** The status codes of gRPC. */
export enum GrpcStatus {
  /** No error. */
  OK = 'OK',

  /** The caller gave up. */
  CANCELLED = 'CANCELLED',

  /** An error without a known cause. */
  UNKNOWN = 'UNKNOWN',

  /** The request is wrong in itself. */
  INVALID_ARGUMENT = 'INVALID_ARGUMENT',

  /** It took too long. */
  DEADLINE_EXCEEDED = 'DEADLINE_EXCEEDED',

  /** The thing is not there. */
  NOT_FOUND = 'NOT_FOUND',

  /** The thing is there already. */
  ALREADY_EXISTS = 'ALREADY_EXISTS',

  /** The caller may not do this. */
  PERMISSION_DENIED = 'PERMISSION_DENIED',

  /** A quota or a limit is used up. */
  RESOURCE_EXHAUSTED = 'RESOURCE_EXHAUSTED',

  /** The system is not in a state for this. */
  FAILED_PRECONDITION = 'FAILED_PRECONDITION',

  /** Given up because of a conflict. */
  ABORTED = 'ABORTED',

  /** Past the valid range. */
  OUT_OF_RANGE = 'OUT_OF_RANGE',

  /** The operation does not exist. */
  UNIMPLEMENTED = 'UNIMPLEMENTED',

  /** The server broke an invariant. */
  INTERNAL = 'INTERNAL',

  /** The server can't be used now. */
  UNAVAILABLE = 'UNAVAILABLE',

  /** Data are lost for good. */
  DATA_LOSS = 'DATA_LOSS',

  /** The caller did not say who it is. */
  UNAUTHENTICATED = 'UNAUTHENTICATED',
}

/** A delay that is put into requests. */
export class FaultDelay extends Value {
  /**
   * A fixed time before the request goes on.
   *
   * @param delay at least 1 ms
   * @param percentage how many of the requests; default all
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

/** An error that requests get instead of an answer. */
export class FaultAbort extends Value {
  /**
   * A status code of HTTP.
   *
   * @param status from 200 to 599
   * @param percentage how many of the requests; default all
   */
  public static httpStatus(status: number, percentage: Percentage = Percentage.all()): FaultAbort {
    return new FaultAbort({ httpStatus: httpStatus(status, 'FaultAbort.httpStatus', 'status'), percentage: percentage._render() });
  }

  /**
   * A status code of gRPC.
   *
   * @param status the status
   * @param percentage how many of the requests; default all
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

/** Faults that a route puts into its requests, for tests of resilience. They come before the route's retries and timeout. */
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
