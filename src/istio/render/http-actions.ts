import type { HttpDirectResponse, HttpMirror, HttpRedirect, HttpRewrite, RegexRewrite } from '../http-actions';
import { anyText, httpStatus, regex, text, uint32 } from './check';
import { destination } from './destination';
import { atMostOne, given, refuse, struct, value } from './json';

export const httpRedirect = struct<HttpRedirect>((p, at) => {
  atMostOne(p, at, 'uri', 'prefixRewrite');
  if (given(p, 'uri', 'prefixRewrite', 'authority', 'scheme', 'port').length === 0) {
    refuse(at, 'a redirect must change uri, prefixRewrite, authority, scheme or port');
  }
  if (p.scheme !== undefined && p.scheme !== 'http' && p.scheme !== 'https') {
    refuse(at, `scheme must be 'http' or 'https', got: '${p.scheme}'`);
  }
  if (p.redirectCode !== undefined && ![301, 302, 303, 307, 308].includes(p.redirectCode)) {
    refuse(at, `redirectCode must be 301, 302, 303, 307 or 308, got: ${p.redirectCode}`);
  }
  return {
    uri: text(p.uri, at, 'uri'),
    prefixRewrite: text(p.prefixRewrite, at, 'prefixRewrite'),
    authority: text(p.authority, at, 'authority'),
    scheme: text(p.scheme, at, 'scheme'),
    redirectCode: uint32(p.redirectCode, at, 'redirectCode'),
    ...p.port?._render(),
  };
});

export const httpDirectResponse = struct<HttpDirectResponse>((p, at) => ({
  status: httpStatus(p.status, at, 'status'),
  body: value(p.body, at, 'body'),
}));

export const regexRewrite = struct<RegexRewrite>((p, at) => ({
  match: regex(p.match, at, 'match'),
  rewrite: anyText(p.rewrite, at, 'rewrite'),
}));

export const httpRewrite = struct<HttpRewrite>((p, at) => {
  atMostOne(p, at, 'uri', 'uriRegexRewrite');
  if (given(p, 'uri', 'uriRegexRewrite', 'authority').length === 0) {
    refuse(at, 'uri, uriRegexRewrite or authority must be set, got: none of them');
  }
  return {
    uri: text(p.uri, at, 'uri'),
    uriRegexRewrite: regexRewrite(p.uriRegexRewrite, at, 'uriRegexRewrite'),
    authority: text(p.authority, at, 'authority'),
  };
});

export const httpMirror = struct<HttpMirror>((p, at) => ({
  destination: destination(p.destination, at, 'destination'),
  percentage: value(p.percentage, at, 'percentage'),
}));
