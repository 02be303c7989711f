import type { Duration } from 'cdk8s';
import { millisOf } from '../grammar/given';
import * as names from '../grammar/names';
import { guarded } from '../guard/guard';
import type { FaultModel } from '../model/route';

const GRPC_STATUS = ['CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS', 'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'];

/**
 * A fault injected by the caller's proxy, to test how callers react.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPFaultInjection
 */
export class Fault {
  /**
   * Requests are delayed before they are forwarded.
   *
   * @param duration how long, at least 1 ms
   * @param percentage of requests, 0 to 100; all by default
   */
  public static delay(duration: Duration, percentage?: number): Fault {
    return new Fault({ delay: { durationMs: names.millis('Fault.delay: duration', millisOf('Fault.delay: duration', duration)), percentage: share(percentage) } });
  }

  /**
   * Requests are answered with a status, without being forwarded.
   *
   * @param status an HTTP status, 200 to 599
   * @param percentage of requests, 0 to 100; all by default
   */
  public static abort(status: number, percentage?: number): Fault {
    return new Fault({ abort: { httpStatus: names.integer('Fault.abort: status', status, 200, 599), percentage: share(percentage) } });
  }

  /**
   * gRPC calls are answered with a status, without being forwarded.
   *
   * @param status a gRPC status by name, such as `UNAVAILABLE`
   * @param percentage of calls, 0 to 100; all by default
   */
  public static abortGrpc(status: string, percentage?: number): Fault {
    if (!GRPC_STATUS.includes(status)) {
      throw new Error(`Fault.abortGrpc: status must be one of ${GRPC_STATUS.join(', ')}, got: '${status}'`);
    }
    return new Fault({ abort: { grpcStatus: status, percentage: share(percentage) } });
  }

  private constructor(private readonly model: FaultModel) {}

  /** Injects both faults, each with its own probability. */
  public and(other: Fault): Fault {
    if ((this.model.delay && other.model.delay) || (this.model.abort && other.model.abort)) {
      throw new Error('Fault.and: both faults are delays or both are aborts, and a rule has at most one of each; remove one');
    }
    return new Fault({ ...this.model, ...other.model });
  }

  /** @internal */
  public _model(): FaultModel {
    return this.model;
  }
}
guarded(Fault, 'Fault');

function share(percentage: number | undefined): number {
  return names.percentage('Fault: percentage', percentage ?? 100);
}
