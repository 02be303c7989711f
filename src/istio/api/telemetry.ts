import metricsRule, { type Metrics } from './metrics';
import type { PolicyProps } from './policy-props';
import providerWriters, { type IExtensionProvider } from './provider';
import targetFields from './target-ref';
import tracingRule, { type Tracing } from './tracing';
import { anyNonEmpty, bool } from '../write/check';
import { filled, struct } from '../write/json';

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

const accessLogging = struct<AccessLogging>((p, at) => ({
  providers: filled(p.providers, at, 'providers', providerWriters.providerRef),
  disabled: bool(p.disabled, at, 'disabled'),
  match: p.mode && { mode: p.mode },
  filter: p.filter === undefined ? undefined : { expression: anyNonEmpty(p.filter, at, 'filter') },
}));

const telemetrySpec = struct<TelemetryProps>((p, at) => {
  return {
    ...targetFields(p, at),
    tracing: filled(p.tracing, at, 'tracing', tracingRule),
    metrics: filled(p.metrics, at, 'metrics', metricsRule),
    accessLogging: filled(p.accessLogging, at, 'accessLogging', accessLogging),
  };
});

export default { accessLogging, telemetrySpec };
