import type { FileAccessLogOptions, HttpAccessLogOptions, OpenTelemetryAccessLogOptions, TcpAccessLogOptions } from '../access-log-provider';
import { anyNonEmpty, bool, freeForm, headerName, text } from './check';
import { given, list, struct, value } from './json';

export const fileAccessLogOptions = struct<FileAccessLogOptions>((p, at) => ({
  path: text(p.path, at, 'path'),
  logFormat: value(p.logFormat, at, 'logFormat'),
  omitEmptyValues: bool(p.omitEmptyValues, at, 'omitEmptyValues'),
}));

export const tcpAccessLogOptions = struct<TcpAccessLogOptions>((p, at) => ({
  logName: text(p.logName, at, 'logName'),
  filterStateObjectsToLog: list(p.filterStateObjectsToLog, at, 'filterStateObjectsToLog', text),
}));

export const httpAccessLogOptions = struct<HttpAccessLogOptions>((p, at) => ({
  logName: text(p.logName, at, 'logName'),
  filterStateObjectsToLog: list(p.filterStateObjectsToLog, at, 'filterStateObjectsToLog', text),
  additionalRequestHeadersToLog: list(p.additionalRequestHeadersToLog, at, 'additionalRequestHeadersToLog', headerName),
  additionalResponseHeadersToLog: list(p.additionalResponseHeadersToLog, at, 'additionalResponseHeadersToLog', headerName),
  additionalResponseTrailersToLog: list(p.additionalResponseTrailersToLog, at, 'additionalResponseTrailersToLog', headerName),
}));

export const openTelemetryAccessLogOptions = struct<OpenTelemetryAccessLogOptions>((p, at) => ({
  logName: text(p.logName, at, 'logName'),
  logFormat: given(p, 'body', 'attributes').length === 0 ? undefined : {
    ...(p.body === undefined ? {} : { text: anyNonEmpty(p.body, at, 'body') }),
    ...(p.attributes === undefined ? {} : { labels: freeForm(p.attributes, at, 'attributes') }),
  },
}));
