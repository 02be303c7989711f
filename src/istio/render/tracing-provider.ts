import type {
  DynatraceApi, DynatraceSampler, OpenTelemetryOptions, OtlpGrpc, OtlpHttp, SkyWalkingOptions, StackdriverOptions, TracingProviderOptions,
  ZipkinOptions,
} from '../tracing-provider';
import { absolutePath, bool, duration, port, providerService, signedInt32, text, uint32 } from './check';
import { atMostOne, constant, list, map, struct } from './json';
import { httpHeader } from './remote-service';

export const tracingProviderOptions = struct<TracingProviderOptions>((p, at) => ({
  maxTagLength: uint32(p.maxTagLength, at, 'maxTagLength'),
}));

export const zipkinOptions = struct<ZipkinOptions>((p, at) => ({
  ...tracingProviderOptions(p, at, ''),
  enable64bitTraceId: bool(p.enable64BitTraceId, at, 'enable64BitTraceId'),
  path: absolutePath(p.path, at, 'path'),
  traceContextOption: constant(p.traceContextOption, at, 'traceContextOption'),
  timeout: duration(p.timeout, at, 'timeout'),
  headers: list(p.headers, at, 'headers', httpHeader),
}));

export const skyWalkingOptions = struct<SkyWalkingOptions>((p, at) => ({
  accessToken: text(p.accessToken, at, 'accessToken'),
}));

export const otlpHttp = struct<OtlpHttp>((p, at) => ({
  path: absolutePath(p.path, at, 'path'),
  timeout: duration(p.timeout, at, 'timeout'),
  headers: list(p.headers, at, 'headers', httpHeader),
}));

export const otlpGrpc = struct<OtlpGrpc>((p, at) => ({
  timeout: duration(p.timeout, at, 'timeout'),
  initialMetadata: list(p.initialMetadata, at, 'initialMetadata', httpHeader),
}));

export const dynatraceApi = struct<DynatraceApi>((p, at) => ({
  service: providerService(p.service, at, 'service'),
  port: port(p.port, at, 'port'),
  http: otlpHttp(p.http, at, 'http'),
}));

export const dynatraceSampler = struct<DynatraceSampler>((p, at) => ({
  tenant: text(p.tenant, at, 'tenant'),
  clusterId: signedInt32(p.clusterId, at, 'clusterId'),
  rootSpansPerMinute: uint32(p.rootSpansPerMinute, at, 'rootSpansPerMinute'),
  httpService: dynatraceApi(p.httpService, at, 'httpService'),
}));

export const openTelemetryOptions = struct<OpenTelemetryOptions>((p, at) => {
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

export const stackdriverOptions = struct<StackdriverOptions>((p, at) => ({
  ...tracingProviderOptions(p, at, ''),
  logging: p.logLabels && { labels: map(p.logLabels, at, 'logLabels', text) },
}));
