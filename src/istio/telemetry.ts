import type { Construct } from 'constructs';
import type { Metrics } from './metrics';
import type { PolicyProps } from './policy-props';
import type { IExtensionProvider } from './provider';
import { given, guarded } from '../guard/guard';
import { described } from './render/kinds';
import { metricsRule } from './render/metrics';
import { accessLogging } from './render/telemetry';
import { tracingRule } from './render/tracing';
import { IstioResource } from './resource';
import type { Tracing } from './tracing';

/** The side of a call that a setting applies to. */
export enum WorkloadMode {
  /** Both sides. */
  CLIENT_AND_SERVER = 'CLIENT_AND_SERVER',

  /** Requests that a workload sends. */
  CLIENT = 'CLIENT',

  /** Requests that a workload receives. */
  SERVER = 'SERVER',
}

/** Settings of access logs. */
export interface AccessLogging {
  /**
   * The requests to which the setting applies; field `match.mode`.
   *
   * @default WorkloadMode.CLIENT_AND_SERVER
   */
  readonly mode?: WorkloadMode;

  /**
   * The providers that receive them.
   *
   * @default - the mesh's default
   */
  readonly providers?: IExtensionProvider[];

  /**
   * Log nothing.
   *
   * @default false
   */
  readonly disabled?: boolean;

  /**
   * A CEL expression that selects what is logged, such as `response.code >= 400`; field `filter.expression`.
   *
   * @default - everything
   */
  readonly filter?: string;
}

/** Properties of `Telemetry`. */
export interface TelemetryProps extends PolicyProps {
  /**
   * Trace spans.
   *
   * @default - inherited from the parent
   */
  readonly tracing?: Tracing[];

  /**
   * Metrics.
   *
   * @default - inherited from the parent
   */
  readonly metrics?: Metrics[];

  /**
   * Access logs.
   *
   * @default - inherited from the parent
   */
  readonly accessLogging?: AccessLogging[];
}

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
    this._append('accessLogging', (at) => accessLogging(logging, '', at));
  }
}
guarded(Telemetry, 'istio.Telemetry');
