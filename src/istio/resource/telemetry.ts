import type { Construct } from 'constructs';
import { IstioResource } from './resource';
import { given, guarded } from '../../guard/guard';
import { described } from '../api/kinds';
import metricsRule, { type Metrics } from '../api/metrics';
import telemetryWriters, { type AccessLogging, type TelemetryProps } from '../api/telemetry';
import tracingRule, { type Tracing } from '../api/tracing';

/**
 * Tracing, metrics and access logs of workloads. Without a selector it applies to its namespace; in the root namespace, to the mesh. For
 * each setting, the most specific object is used.
 *
 * @see https://istio.io/latest/docs/reference/config/telemetry/
 *
 * @example
 * declare const chart: Chart;
 * new mesh.istio.Telemetry(chart, 'defaults', {
 *   tracing: [{ providers: [mesh.istio.Provider.named('otel')], randomSamplingPercentage: 5 }],
 *   accessLogging: [{ providers: [mesh.istio.Provider.named('envoy')], filter: 'response.code >= 400' }],
 * });
 */
export class Telemetry extends IstioResource {
  public constructor(scope: Construct, id: string, props: TelemetryProps = {}) {
    super(scope, given('istio.Telemetry', scope, id, props), described('Telemetry', props));
  }

  /** Adds tracing settings. */
  public addTracing(tracing: Tracing): void {
    this._append('tracing', (at) => tracingRule(tracing, '', at));
  }

  /** Adds metrics settings. */
  public addMetrics(metrics: Metrics): void {
    this._append('metrics', (at) => metricsRule(metrics, '', at));
  }

  /** Adds access log settings. */
  public addAccessLogging(logging: AccessLogging): void {
    this._append('accessLogging', (at) => telemetryWriters.accessLogging(logging, '', at));
  }
}
guarded(Telemetry, 'istio.Telemetry');
