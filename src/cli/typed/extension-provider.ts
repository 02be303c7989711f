import { headers } from './parts';
import { as, call, duration, Fields, flag, free, list, map, member, num, only, Shape, struct, text } from './shape';
import { isMap } from '../../install/values/kinds';

const TRACING: Fields = { maxTagLength: num };
const AUTHORIZATION: Fields = {
  timeout: duration,
  failOpen: flag,
  clearRouteCache: flag,
  statusOnError: (json) => (/^\d+$/.test(json) ? Number(json) : undefined),
  includeRequestBodyInCheck: struct({ maxRequestBytes: num, allowPartialMessage: flag, packAsBytes: flag }),
};
const http = struct({ path: text, timeout: duration, headers });

const logFormat: Shape = (json) => {
  if (!isMap(json) || Object.keys(json).length !== 1) return undefined;
  return 'text' in json ? call('AccessLogFormat', 'text', json.text) : 'labels' in json ? call('AccessLogFormat', 'json', json.labels) : undefined;
};

/** A kind of provider: its factory, whether it names a service, and its options. */
interface Kind {
  readonly factory: string;
  readonly service: boolean;
  readonly options: Shape;
}
const kind = (factory: string, service: boolean, options: Shape): Kind => ({ factory, service, options });

const KINDS: Record<string, Kind> = {
  envoyExtAuthzHttp: kind('httpExternalAuthorization', true, struct({
    ...AUTHORIZATION,
    pathPrefix: text,
    includeRequestHeadersInCheck: list(text),
    includeAdditionalHeadersInCheck: map(text),
    headersToUpstreamOnAllow: list(text),
    headersToDownstreamOnDeny: list(text),
    headersToDownstreamOnAllow: list(text),
  })),
  envoyExtAuthzGrpc: kind('grpcExternalAuthorization', true, struct(AUTHORIZATION)),
  opentelemetry: kind('openTelemetry', true, struct({
    ...TRACING,
    http,
    grpc: struct({ timeout: duration, initialMetadata: headers }),
    serviceAttributeEnrichment: member('ServiceAttributeEnrichment'),
    dynatraceSampler: struct({ tenant: text, clusterId: num, rootSpansPerMinute: num, httpService: struct({ service: text, port: num, http }) }),
    resourceDetectors: (json) => (isMap(json) ? list(member('ResourceDetector'))(Object.keys(json)) : undefined),
  })),
  zipkin: kind('zipkin', true, struct({
    ...TRACING, enable64bitTraceId: as('enable64BitTraceId', flag), path: text, traceContextOption: member('TraceContextOption'), timeout: duration, headers,
  })),
  datadog: kind('datadog', true, struct(TRACING)),
  skywalking: kind('skyWalking', true, struct({ accessToken: text })),
  stackdriver: kind('stackdriver', false, struct({ ...TRACING, logging: as('logLabels', only('labels', map(text))) })),
  prometheus: kind('prometheus', false, struct({})),
  envoyFileAccessLog: kind('fileAccessLog', false, struct({ path: text, logFormat, omitEmptyValues: flag })),
  envoyHttpAls: kind('httpAccessLog', true, struct({
    logName: text,
    filterStateObjectsToLog: list(text),
    additionalRequestHeadersToLog: list(text),
    additionalResponseHeadersToLog: list(text),
    additionalResponseTrailersToLog: list(text),
  })),
  envoyTcpAls: kind('tcpAccessLog', true, struct({ logName: text, filterStateObjectsToLog: list(text) })),
  envoyOtelAls: kind('openTelemetryAccessLog', true, (json) => {
    const { logFormat: format, ...rest } = json;
    const options = struct({ logName: text })(rest);
    return options && { ...options, ...format?.text === undefined ? {} : { body: format.text }, ...format?.labels === undefined ? {} : { attributes: free(format.labels) } };
  }),
};

/** A provider, as a call of its factory. */
export const extensionProvider: Shape = (json) => {
  const { name, ...rest } = isMap(json) ? json : {} as any;
  const [[field, settings] = []] = Object.entries<any>(rest);
  if (Object.keys(rest).length !== 1 || !isMap(settings)) return undefined;
  const { service, port, ...options } = settings;
  if (field === 'sds') return call('ExtensionProvider', 'sds', name, service, port, options.name);
  if (!Object.hasOwn(KINDS, field!)) return undefined;
  const { factory, service: remote, options: shape } = KINDS[field!];
  const typedOptions = shape(remote ? options : settings);
  return typedOptions && call('ExtensionProvider', factory, name, ...remote ? [service, port] : [], typedOptions);
};
