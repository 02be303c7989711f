import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { anyNonEmpty, bool, freeForm, headerName, text } from '../write/check';
import { given, type Json, list, struct, value } from '../write/json';

/** The format of access logs. */
export class AccessLogFormat extends Value {
  /** A line of text with Envoy's `%…%` operators. */
  public static text(format: string): AccessLogFormat {
    return new AccessLogFormat({ text: anyNonEmpty(format, 'AccessLogFormat.text', 'format') });
  }

  /** A JSON object whose values may contain Envoy's `%…%` operators; without fields, Envoy's default. */
  public static json(fields: any = {}): AccessLogFormat {
    return new AccessLogFormat({ labels: freeForm(fields, 'AccessLogFormat.json', 'fields') });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(AccessLogFormat, 'istio.AccessLogFormat');

/** Access logs to a file or a stream. */
export interface FileAccessLogOptions {
  /**
   * The file, or `/dev/stdout` or `/dev/stderr`.
   *
   * @default /dev/stdout
   */
  readonly path?: string;

  /**
   * The format.
   *
   * @default - the format of the mesh
   */
  readonly logFormat?: AccessLogFormat;

  /**
   * Omit operators without a value; text logs contain an empty string instead of `-`.
   *
   * @default false
   */
  readonly omitEmptyValues?: boolean;
}

/** Access logs of TCP connections to Envoy's Access Log Service. */
export interface TcpAccessLogOptions {
  /**
   * The name of the log.
   *
   * @default tcp_envoy_accesslog
   */
  readonly logName?: string;

  /**
   * Objects of Envoy's filter state to log.
   *
   * @default - none
   */
  readonly filterStateObjectsToLog?: string[];
}

/** Access logs of HTTP requests to Envoy's Access Log Service. */
export interface HttpAccessLogOptions {
  /**
   * The name of the log.
   *
   * @default http_envoy_accesslog
   */
  readonly logName?: string;

  /**
   * Objects of Envoy's filter state to log.
   *
   * @default - none
   */
  readonly filterStateObjectsToLog?: string[];

  /**
   * Additional request headers to log.
   *
   * @default - none
   */
  readonly additionalRequestHeadersToLog?: string[];

  /**
   * Additional response headers to log.
   *
   * @default - none
   */
  readonly additionalResponseHeadersToLog?: string[];

  /**
   * Additional response trailers to log.
   *
   * @default - none
   */
  readonly additionalResponseTrailersToLog?: string[];
}

/** Access logs over OpenTelemetry's protocol (OTLP) on gRPC. */
export interface OpenTelemetryAccessLogOptions {
  /**
   * The name of the log.
   *
   * @default otel_envoy_accesslog
   */
  readonly logName?: string;

  /**
   * The body of an entry, with Envoy's `%…%` operators; field `logFormat.text`.
   *
   * @default - Envoy's default
   */
  readonly body?: string;

  /**
   * Attributes of an entry; field `logFormat.labels`.
   *
   * @default - none
   */
  readonly attributes?: any;
}

const fileAccessLogOptions = struct<FileAccessLogOptions>((p, at) => ({
  path: text(p.path, at, 'path'),
  logFormat: value(p.logFormat, at, 'logFormat'),
  omitEmptyValues: bool(p.omitEmptyValues, at, 'omitEmptyValues'),
}));

const tcpAccessLogOptions = struct<TcpAccessLogOptions>((p, at) => ({
  logName: text(p.logName, at, 'logName'),
  filterStateObjectsToLog: list(p.filterStateObjectsToLog, at, 'filterStateObjectsToLog', text),
}));

const httpAccessLogOptions = struct<HttpAccessLogOptions>((p, at) => ({
  logName: text(p.logName, at, 'logName'),
  filterStateObjectsToLog: list(p.filterStateObjectsToLog, at, 'filterStateObjectsToLog', text),
  additionalRequestHeadersToLog: list(p.additionalRequestHeadersToLog, at, 'additionalRequestHeadersToLog', headerName),
  additionalResponseHeadersToLog: list(p.additionalResponseHeadersToLog, at, 'additionalResponseHeadersToLog', headerName),
  additionalResponseTrailersToLog: list(p.additionalResponseTrailersToLog, at, 'additionalResponseTrailersToLog', headerName),
}));

const openTelemetryAccessLogOptions = struct<OpenTelemetryAccessLogOptions>((p, at) => ({
  logName: text(p.logName, at, 'logName'),
  logFormat: given(p, 'body', 'attributes').length === 0 ? undefined : {
    ...(p.body === undefined ? {} : { text: anyNonEmpty(p.body, at, 'body') }),
    ...(p.attributes === undefined ? {} : { labels: freeForm(p.attributes, at, 'attributes') }),
  },
}));

export default { fileAccessLogOptions, tcpAccessLogOptions, httpAccessLogOptions, openTelemetryAccessLogOptions };
