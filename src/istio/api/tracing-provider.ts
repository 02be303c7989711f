import type { Duration } from 'cdk8s';
import remoteServiceWriters, { type HttpHeader } from './remote-service';
import { absolutePath, bool, duration, port, providerService, signedInt32, text, uint32 } from '../write/check';
import { atMostOne, constant, list, map, struct } from '../write/json';

/** Options of tracing backends. */
export interface TracingProviderOptions {
  /**
   * Maximum length of the path in a span's URL tag.
   *
   * @default 256
   */
  readonly maxTagLength?: number;
}

/** The headers that propagate Zipkin's trace context. */
export enum TraceContextOption {
  /** B3. */
  USE_B3 = 'USE_B3',

  /** B3, in addition to W3C `traceparent`. */
  USE_B3_WITH_W3C_PROPAGATION = 'USE_B3_WITH_W3C_PROPAGATION',
}

/** A tracing backend with Zipkin's API. */
export interface ZipkinOptions extends TracingProviderOptions {
  /**
   * Use 64-bit trace IDs; field `enable64bitTraceId`.
   *
   * @default false - 128 bits
   */
  readonly enable64BitTraceId?: boolean;

  /**
   * Path of the Zipkin API.
   *
   * @default /api/v2/spans
   */
  readonly path?: string;

  /**
   * The headers that propagate the trace context.
   *
   * @default TraceContextOption.USE_B3
   */
  readonly traceContextOption?: TraceContextOption;

  /**
   * Timeout of requests to Zipkin; at least 1 ms.
   *
   * @default - 5 s
   */
  readonly timeout?: Duration;

  /**
   * Headers of the requests to Zipkin.
   *
   * @default - none
   */
  readonly headers?: HttpHeader[];
}

/** An Apache SkyWalking tracing backend. */
export interface SkyWalkingOptions {
  /**
   * The access token.
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
   * Timeout of a request; at least 1 ms.
   *
   * @default - Envoy's default
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
   * Timeout of a request; at least 1 ms.
   *
   * @default - Envoy's default
   */
  readonly timeout?: Duration;

  /**
   * Metadata of the requests.
   *
   * @default - none
   */
  readonly initialMetadata?: HttpHeader[];
}

/** The Dynatrace API that a sampler uses. */
export interface DynatraceApi {
  /** The host of the environment. */
  readonly service: string;

  /** Port of the API. */
  readonly port: number;

  /** The HTTP settings. */
  readonly http: OtlpHttp;
}

/** Dynatrace's adaptive sampler. */
export interface DynatraceSampler {
  /** The tenant. */
  readonly tenant: string;

  /** The Dynatrace ID of the cluster. */
  readonly clusterId: number;

  /**
   * Spans per minute while the Dynatrace API can't be reached.
   *
   * @default 1000
   */
  readonly rootSpansPerMinute?: number;

  /**
   * The Dynatrace API.
   *
   * @default - the destination of the spans
   */
  readonly httpService?: DynatraceApi;
}

/** The source of a span's resource attributes. */
export enum ResourceDetector {
  /** The environment variable `OTEL_RESOURCE_ATTRIBUTES`. */
  ENVIRONMENT = 'environment',

  /** The Dynatrace agent. */
  DYNATRACE = 'dynatrace',
}

/** How the service attributes of a span are determined. */
export enum ServiceAttributeEnrichment {
  /** Istio's canonical names. */
  ISTIO_CANONICAL = 'ISTIO_CANONICAL',

  /** OpenTelemetry's semantic conventions for Kubernetes. */
  OTEL_SEMANTIC_CONVENTIONS = 'OTEL_SEMANTIC_CONVENTIONS',
}

/** A tracing backend for OpenTelemetry's protocol (OTLP). */
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
   * The sources of resource attributes; field `resourceDetectors`.
   *
   * @default - none
   */
  readonly resourceDetectors?: ResourceDetector[];

  /**
   * How the service attributes are determined.
   *
   * @default ServiceAttributeEnrichment.ISTIO_CANONICAL
   */
  readonly serviceAttributeEnrichment?: ServiceAttributeEnrichment;

  /**
   * Dynatrace's sampler.
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

const tracingProviderOptions = struct<TracingProviderOptions>((p, at) => ({
  maxTagLength: uint32(p.maxTagLength, at, 'maxTagLength'),
}));

const zipkinOptions = struct<ZipkinOptions>((p, at) => ({
  ...tracingProviderOptions(p, at, ''),
  enable64bitTraceId: bool(p.enable64BitTraceId, at, 'enable64BitTraceId'),
  path: absolutePath(p.path, at, 'path'),
  traceContextOption: constant(p.traceContextOption, at, 'traceContextOption'),
  timeout: duration(p.timeout, at, 'timeout'),
  headers: list(p.headers, at, 'headers', remoteServiceWriters.httpHeader),
}));

const skyWalkingOptions = struct<SkyWalkingOptions>((p, at) => ({
  accessToken: text(p.accessToken, at, 'accessToken'),
}));

const otlpHttp = struct<OtlpHttp>((p, at) => ({
  path: absolutePath(p.path, at, 'path'),
  timeout: duration(p.timeout, at, 'timeout'),
  headers: list(p.headers, at, 'headers', remoteServiceWriters.httpHeader),
}));

const otlpGrpc = struct<OtlpGrpc>((p, at) => ({
  timeout: duration(p.timeout, at, 'timeout'),
  initialMetadata: list(p.initialMetadata, at, 'initialMetadata', remoteServiceWriters.httpHeader),
}));

const dynatraceApi = struct<DynatraceApi>((p, at) => ({
  service: providerService(p.service, at, 'service'),
  port: port(p.port, at, 'port'),
  http: otlpHttp(p.http, at, 'http'),
}));

const dynatraceSampler = struct<DynatraceSampler>((p, at) => ({
  tenant: text(p.tenant, at, 'tenant'),
  clusterId: signedInt32(p.clusterId, at, 'clusterId'),
  rootSpansPerMinute: uint32(p.rootSpansPerMinute, at, 'rootSpansPerMinute'),
  httpService: dynatraceApi(p.httpService, at, 'httpService'),
}));

const openTelemetryOptions = struct<OpenTelemetryOptions>((p, at) => {
  atMostOne(p, at, 'http', 'grpc');
  return {
    ...tracingProviderOptions(p, at, ''),
    http: otlpHttp(p.http, at, 'http'),
    grpc: otlpGrpc(p.grpc, at, 'grpc'),
    serviceAttributeEnrichment: constant(p.serviceAttributeEnrichment, at, 'serviceAttributeEnrichment'),
    dynatraceSampler: dynatraceSampler(p.dynatraceSampler, at, 'dynatraceSampler'),
    resourceDetectors: p.resourceDetectors && Object.fromEntries(p.resourceDetectors.map((name) => [name, {}])),
  };
});

const stackdriverOptions = struct<StackdriverOptions>((p, at) => ({
  ...tracingProviderOptions(p, at, ''),
  logging: p.logLabels && { labels: map(p.logLabels, at, 'logLabels', text) },
}));

export default { tracingProviderOptions, zipkinOptions, skyWalkingOptions, openTelemetryOptions, stackdriverOptions };
