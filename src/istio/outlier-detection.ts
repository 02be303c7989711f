import type { Duration } from 'cdk8s';

/**
 * When an endpoint that fails is left out for a while.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection
 */
export interface OutlierDetection {
  /**
   * How many 5xx answers in a row put an endpoint out, connection errors included; 0 switches it off.
   *
   * @default 5
   */
  readonly consecutive5xxErrors?: number;

  /**
   * How many 502, 503 or 504 in a row put an endpoint out; 0 is off; below `consecutive5xxErrors`, which counts them too.
   *
   * @default 0
   */
  readonly consecutiveGatewayErrors?: number;

  /**
   * Count errors of the connection apart from answers of the endpoint.
   *
   * @default false
   */
  readonly splitExternalLocalOriginErrors?: boolean;

  /**
   * How many errors of the connection in a row put an endpoint out, with `splitExternalLocalOriginErrors`.
   *
   * @default 5
   */
  readonly consecutiveLocalOriginFailures?: number;

  /**
   * The time between two looks at the endpoints, at least 1 ms.
   *
   * @default - 10 s
   */
  readonly interval?: Duration;

  /**
   * How long an endpoint stays out, times how often it was out already, at least 1 ms.
   *
   * @default - 30 s
   */
  readonly baseEjectionTime?: Duration;

  /**
   * The most endpoints that can be out, in percent.
   *
   * @default 10
   */
  readonly maxEjectionPercent?: number;

  /**
   * Below so many percent of healthy endpoints, all of them are used.
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
