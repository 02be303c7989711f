import type { Duration } from 'cdk8s';
import { anyStatus, bool, duration, uint32, wholePercent } from '../write/check';
import { filled, refuse, struct } from '../write/json';

/**
 * When a failing endpoint is temporarily ejected.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection
 */
export interface OutlierDetection {
  /**
   * Number of consecutive 5xx responses, including connection errors, after which an endpoint is ejected; 0 disables it.
   *
   * @default 5
   */
  readonly consecutive5xxErrors?: number;

  /**
   * Number of consecutive 502, 503 or 504 responses after which an endpoint is ejected; 0 disables it. Must be below `consecutive5xxErrors`, which counts them too.
   *
   * @default 0
   */
  readonly consecutiveGatewayErrors?: number;

  /**
   * Count connection errors separately from responses of the endpoint.
   *
   * @default false
   */
  readonly splitExternalLocalOriginErrors?: boolean;

  /**
   * Number of consecutive connection errors after which an endpoint is ejected, with `splitExternalLocalOriginErrors`.
   *
   * @default 5
   */
  readonly consecutiveLocalOriginFailures?: number;

  /**
   * The interval between ejection sweeps; at least 1 ms.
   *
   * @default - 10 s
   */
  readonly interval?: Duration;

  /**
   * The base ejection time, multiplied by the number of ejections; at least 1 ms.
   *
   * @default - 30 s
   */
  readonly baseEjectionTime?: Duration;

  /**
   * Maximum percentage of ejected endpoints.
   *
   * @default 10
   */
  readonly maxEjectionPercent?: number;

  /**
   * Below this percentage of healthy endpoints, ejection is disabled and all endpoints are used.
   *
   * @default 0
   */
  readonly minHealthPercent?: number;

  /**
   * The status codes that count as errors, from 100 to 599.
   *
   * @default - 500 to 599
   */
  readonly outlierDetectionHttpErrorCodes?: number[];
}

const outlierDetection = struct<OutlierDetection>((p, at) => {
  if (p.consecutiveLocalOriginFailures !== undefined && !p.splitExternalLocalOriginErrors) {
    refuse(at, 'consecutiveLocalOriginFailures has no effect without splitExternalLocalOriginErrors; set that to true, or remove it');
  }
  return {
    consecutive5xxErrors: uint32(p.consecutive5xxErrors, at, 'consecutive5xxErrors'),
    consecutiveGatewayErrors: uint32(p.consecutiveGatewayErrors, at, 'consecutiveGatewayErrors'),
    splitExternalLocalOriginErrors: bool(p.splitExternalLocalOriginErrors, at, 'splitExternalLocalOriginErrors'),
    consecutiveLocalOriginFailures: uint32(p.consecutiveLocalOriginFailures, at, 'consecutiveLocalOriginFailures'),
    interval: duration(p.interval, at, 'interval'),
    baseEjectionTime: duration(p.baseEjectionTime, at, 'baseEjectionTime'),
    maxEjectionPercent: wholePercent(p.maxEjectionPercent, at, 'maxEjectionPercent'),
    minHealthPercent: wholePercent(p.minHealthPercent, at, 'minHealthPercent'),
    outlierDetectionHttpErrorCodes: filled(p.outlierDetectionHttpErrorCodes, at, 'outlierDetectionHttpErrorCodes', anyStatus),
  };
});

export default outlierDetection;
