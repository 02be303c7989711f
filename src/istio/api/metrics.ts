import type { Duration } from 'cdk8s';
import providerWriters, { type IExtensionProvider } from './provider';
import type { WorkloadMode } from './telemetry';
import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { anyNonEmpty, bool, duration } from '../write/check';
import { filled, type Json, list, map, struct, value } from '../write/json';

/** The metrics of Istio. */
export enum Metric {
  /** All of them. */
  ALL_METRICS = 'ALL_METRICS',

  /** Requests: `istio_requests_total`. */
  REQUEST_COUNT = 'REQUEST_COUNT',

  /** Request durations: `istio_request_duration_milliseconds`. */
  REQUEST_DURATION = 'REQUEST_DURATION',

  /** Request body sizes: `istio_request_bytes`. */
  REQUEST_SIZE = 'REQUEST_SIZE',

  /** Response body sizes: `istio_response_bytes`. */
  RESPONSE_SIZE = 'RESPONSE_SIZE',

  /** TCP connections opened: `istio_tcp_connections_opened_total`. */
  TCP_OPENED_CONNECTIONS = 'TCP_OPENED_CONNECTIONS',

  /** TCP connections closed: `istio_tcp_connections_closed_total`. */
  TCP_CLOSED_CONNECTIONS = 'TCP_CLOSED_CONNECTIONS',

  /** Bytes sent in responses over TCP: `istio_tcp_sent_bytes_total`. */
  TCP_SENT_BYTES = 'TCP_SENT_BYTES',

  /** Bytes received in requests over TCP: `istio_tcp_received_bytes_total`. */
  TCP_RECEIVED_BYTES = 'TCP_RECEIVED_BYTES',

  /** gRPC messages from clients: `istio_request_messages_total`. */
  GRPC_REQUEST_MESSAGES = 'GRPC_REQUEST_MESSAGES',

  /** gRPC messages to clients: `istio_response_messages_total`. */
  GRPC_RESPONSE_MESSAGES = 'GRPC_RESPONSE_MESSAGES',
}

/** The metrics that an override applies to. */
export class MetricSelector extends Value {
  /** All of Istio's metrics. */
  public static all(mode?: WorkloadMode): MetricSelector {
    return MetricSelector.of('ALL_METRICS' as Metric, mode);
  }

  /** One of Istio's metrics. */
  public static of(metric: Metric, mode?: WorkloadMode): MetricSelector {
    return new MetricSelector(mode === undefined ? { metric } : { metric, mode });
  }

  /** A metric of an extension, by its name. */
  public static custom(name: string, mode?: WorkloadMode): MetricSelector {
    const customMetric = anyNonEmpty(name, 'MetricSelector', 'name');
    return new MetricSelector(mode === undefined ? { customMetric } : { customMetric, mode });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(MetricSelector, 'istio.MetricSelector');

/** A change to a tag of a metric. */
export class TagOverride extends Value {
  /** Sets the tag to the value of a CEL expression over Envoy's attributes. */
  public static upsert(expression: string): TagOverride {
    return new TagOverride({ operation: 'UPSERT', value: anyNonEmpty(expression, 'TagOverride', 'expression') });
  }

  /** Removes the tag. */
  public static remove(): TagOverride {
    return new TagOverride({ operation: 'REMOVE' });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(TagOverride, 'istio.TagOverride');

/** A change to metrics. */
export interface MetricsOverride {
  /**
   * The metrics to which the override applies.
   *
   * @default - all, on both sides
   */
  readonly match?: MetricSelector;

  /**
   * Whether these metrics are disabled.
   *
   * @default - inherited from the parent
   */
  readonly disabled?: boolean;

  /**
   * Changes to tags, by the tag's name.
   *
   * @default - none
   */
  readonly tagOverrides?: { [key: string]: TagOverride };
}

/** Settings of metrics. */
export interface Metrics {
  /**
   * The providers that receive the metrics.
   *
   * @default - the mesh's default
   */
  readonly providers?: IExtensionProvider[];

  /**
   * Changes to metrics, in order; later changes override earlier ones.
   *
   * @default - none
   */
  readonly overrides?: MetricsOverride[];

  /**
   * The interval at which metrics of open TCP connections are reported; at least 1 ms.
   *
   * @default - 5 s
   */
  readonly reportingInterval?: Duration;
}

const metricsOverride = struct<MetricsOverride>((p, at) => ({
  match: value(p.match, at, 'match'),
  disabled: bool(p.disabled, at, 'disabled'),
  tagOverrides: map(p.tagOverrides, at, 'tagOverrides', value),
}));

const metricsRule = struct<Metrics>((p, at) => ({
  providers: filled(p.providers, at, 'providers', providerWriters.providerRef),
  overrides: list(p.overrides, at, 'overrides', metricsOverride),
  reportingInterval: duration(p.reportingInterval, at, 'reportingInterval'),
}));

export default metricsRule;
