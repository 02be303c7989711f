import type { Construct } from 'constructs';
import type { Metrics } from './metrics';
import type { PolicyProps } from './policy-props';
import type { IExtensionProvider } from './provider';
import { described } from './render/kinds';
import { metricsRule } from './render/metrics';
import { accessLogging } from './render/telemetry';
import { tracingRule } from './render/tracing';
import { IstioResource } from './resource';
import type { Tracing } from './tracing';

/** On which side of a call something holds. */
export enum WorkloadMode {
  /** On both sides. */
  CLIENT_AND_SERVER = 'CLIENT_AND_SERVER',

  /** For requests that a workload makes. */
  CLIENT = 'CLIENT',

  /** For requests that a workload gets. */
  SERVER = 'SERVER',
}

/** Access logs: who gets them and what is logged. */
export interface AccessLogging {
  /**
   * The requests that it is about; field `match.mode`.
   *
   * @default WorkloadMode.CLIENT_AND_SERVER
   */
  readonly mode?: WorkloadMode;

  /**
   * Who gets them.
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
   * What is logged, as an expression of CEL such as `response.code >= 400`; field `filter.expression`.
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
   * @default - as the parent says
   */
  readonly tracing?: Tracing[];

  /**
   * Metrics.
   *
   * @default - as the parent says
   */
  readonly metrics?: Metrics[];

  /**
   * Access logs.
   *
   * @default - as the parent says
   */
  readonly accessLogging?: AccessLogging[];
}

/**
 * Tracing, metrics and access logs of workloads. One without a selector holds for its namespace, in the root namespace for the mesh;
 * the nearest says each thing.
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
    super(scope, id, described('Telemetry', props));
  }

  /** Adds a word about trace spans. */
  public addTracing(tracing: Tracing): void {
    this._append('tracing', (at) => tracingRule(tracing, '', at));
  }

  /** Adds a word about metrics. */
  public addMetrics(metrics: Metrics): void {
    this._append('metrics', (at) => metricsRule(metrics, '', at));
  }

  /** Adds a word about access logs. */
  public addAccessLogging(logging: AccessLogging): void {
    this._append('accessLogging', (at) => accessLogging(logging, '', at));
  }
}
