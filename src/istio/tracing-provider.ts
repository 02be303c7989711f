import type { Duration } from 'cdk8s';
import type { HttpHeader } from './remote-service';

/** What tracing backends can be given. */
export interface TracingProviderOptions {
  /**
   * The longest path in a span's URL tag.
   *
   * @default 256
   */
  readonly maxTagLength?: number;
}

/** The headers that carry the trace of Zipkin. */
export enum TraceContextOption {
  /** B3. */
  USE_B3 = 'USE_B3',

  /** B3, and `traceparent` of W3C read and written beside it. */
  USE_B3_WITH_W3C_PROPAGATION = 'USE_B3_WITH_W3C_PROPAGATION',
}

/** A tracing backend that speaks Zipkin's API. */
export interface ZipkinOptions extends TracingProviderOptions {
  /**
   * Make trace IDs of 64 bits; field `enable64bitTraceId`.
   *
   * @default false`, 128 bits
   */
  readonly enable64BitTraceId?: boolean;

  /**
   * The path of its API.
   *
   * @default /api/v2/spans
   */
  readonly path?: string;

  /**
   * The headers that carry the trace.
   *
   * @default TraceContextOption.USE_B3
   */
  readonly traceContextOption?: TraceContextOption;

  /**
   * The time for a request to it, at least 1 ms.
   *
   * @default - 5 s
   */
  readonly timeout?: Duration;

  /**
   * Headers of the requests to it.
   *
   * @default - none
   */
  readonly headers?: HttpHeader[];
}

/** A tracing backend of Apache SkyWalking. */
export interface SkyWalkingOptions {
  /**
   * The token that it asks for.
   *
   * @default - none
   */
  readonly accessToken?: string;
}

/** OpenTelemetry's protocol over HTTP. */
export interface OtlpHttp {
  /** The path. */
  readonly path: string;

  /**
   * The time for a request, at least 1 ms.
   *
   * @default - Envoy's own
   */
  readonly timeout?: Duration;

  /**
   * Headers of the requests.
   *
   * @default - none
   */
  readonly headers?: HttpHeader[];
}

/** OpenTelemetry's protocol over gRPC. */
export interface OtlpGrpc {
  /**
   * The time for a request, at least 1 ms.
   *
   * @default - Envoy's own
   */
  readonly timeout?: Duration;

  /**
   * Metadata of the requests.
   *
   * @default - none
   */
  readonly initialMetadata?: HttpHeader[];
}

/** The API that a sampler of Dynatrace asks. */
export interface DynatraceApi {
  /** The host of the environment. */
  readonly service: string;

  /** Its port. */
  readonly port: number;

  /** How it is asked. */
  readonly http: OtlpHttp;
}

/** The adaptive sampler of Dynatrace. */
export interface DynatraceSampler {
  /** The tenant. */
  readonly tenant: string;

  /** The cluster, as Dynatrace numbers it. */
  readonly clusterId: number;

  /**
   * The spans a minute while Dynatrace can't be asked.
   *
   * @default 1000
   */
  readonly rootSpansPerMinute?: number;

  /**
   * The API that is asked.
   *
   * @default - where the spans go
   */
  readonly httpService?: DynatraceApi;
}

/** Where attributes of a span's resource come from. */
export enum ResourceDetector {
  /** The environment variable `OTEL_RESOURCE_ATTRIBUTES`. */
  ENVIRONMENT = 'environment',

  /** The agent of Dynatrace. */
  DYNATRACE = 'dynatrace',
}

/** How the attributes of a span's service are found. */
export enum ServiceAttributeEnrichment {
  /** By Istio's canonical names. */
  ISTIO_CANONICAL = 'ISTIO_CANONICAL',

  /** By OpenTelemetry's conventions for Kubernetes. */
  OTEL_SEMANTIC_CONVENTIONS = 'OTEL_SEMANTIC_CONVENTIONS',
}

/** A tracing backend that speaks OpenTelemetry's protocol. */
export interface OpenTelemetryOptions extends TracingProviderOptions {
  /**
   * Over HTTP.
   *
   * @default - over gRPC
   */
  readonly http?: OtlpHttp;

  /**
   * Over gRPC, with options.
   *
   * @default - without options
   */
  readonly grpc?: OtlpGrpc;

  /**
   * Where attributes of the resource come from; field `resourceDetectors`.
   *
   * @default - none
   */
  readonly resourceDetectors?: ResourceDetector[];

  /**
   * How the attributes of the service are found.
   *
   * @default ServiceAttributeEnrichment.ISTIO_CANONICAL
   */
  readonly serviceAttributeEnrichment?: ServiceAttributeEnrichment;

  /**
   * The sampler of Dynatrace.
   *
   * @default - Istio's sampling
   */
  readonly dynatraceSampler?: DynatraceSampler;
}

/** Google Cloud's tracing and logging. */
export interface StackdriverOptions extends TracingProviderOptions {
  /**
   * Labels of log entries, by name; values are CEL over Envoy's attributes; field `logging.labels`.
   *
   * @default - none
   */
  readonly logLabels?: { [key: string]: string };
}
