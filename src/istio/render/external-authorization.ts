import type { AuthorizationRequestBody, ExternalAuthorizationOptions, HttpExternalAuthorizationOptions } from '../external-authorization';
import { absolutePath, anyStatus, anyText, bool, duration, text, uint32 } from './check';
import { filled, list, map, struct } from './json';

export const authorizationRequestBody = struct<AuthorizationRequestBody>((p, at) => ({
  maxRequestBytes: uint32(p.maxRequestBytes, at, 'maxRequestBytes'),
  allowPartialMessage: bool(p.allowPartialMessage, at, 'allowPartialMessage'),
  packAsBytes: bool(p.packAsBytes, at, 'packAsBytes'),
}));

export const externalAuthorizationOptions = struct<ExternalAuthorizationOptions>((p, at) => ({
  timeout: duration(p.timeout, at, 'timeout'),
  failOpen: bool(p.failOpen, at, 'failOpen'),
  clearRouteCache: bool(p.clearRouteCache, at, 'clearRouteCache'),
  includeRequestBodyInCheck: authorizationRequestBody(p.includeRequestBodyInCheck, at, 'includeRequestBodyInCheck'),
  statusOnError: p.statusOnError === undefined ? undefined : String(anyStatus(p.statusOnError, at, 'statusOnError')),
}));

export const httpExternalAuthorizationOptions = struct<HttpExternalAuthorizationOptions>((p, at) => ({
  ...externalAuthorizationOptions(p, at, ''),
  pathPrefix: absolutePath(p.pathPrefix, at, 'pathPrefix'),
  includeRequestHeadersInCheck: list(p.includeRequestHeadersInCheck, at, 'includeRequestHeadersInCheck', text),
  includeAdditionalHeadersInCheck: map(p.includeAdditionalHeadersInCheck, at, 'includeAdditionalHeadersInCheck', anyText),
  headersToUpstreamOnAllow: list(p.headersToUpstreamOnAllow, at, 'headersToUpstreamOnAllow', text),
  headersToDownstreamOnDeny: filled(p.headersToDownstreamOnDeny, at, 'headersToDownstreamOnDeny', text),
  headersToDownstreamOnAllow: list(p.headersToDownstreamOnAllow, at, 'headersToDownstreamOnAllow', text),
}));
