import type { HttpMatch } from '../http-match';
import { bool, dnsLabel, headerName, labels, port, text } from './check';
import { gatewayName } from './gateway-ref';
import { filled, map, refuse, selection, value } from './json';

export const httpMatch = selection<HttpMatch>((p, at) => {
  for (const key of [...Object.keys(p.headers ?? {}), ...Object.keys(p.withoutHeaders ?? {})]) {
    if (!/^(@request\.auth\.claims[.[]|:(method|scheme|authority|path|status)$)/.test(key)) {
      headerName(key, at, 'a header');
    }
  }
  if (p.uri && 'prefix' in p.uri._render() && p.uri._render().prefix === '') {
    refuse(at, "uri must not have an empty prefix; omit it, or use '/'");
  }
  return {
    name: text(p.name, at, 'name'),
    uri: value(p.uri, at, 'uri'),
    scheme: value(p.scheme, at, 'scheme'),
    method: value(p.method, at, 'method'),
    authority: value(p.authority, at, 'authority'),
    headers: map(p.headers, at, 'headers', value),
    withoutHeaders: map(p.withoutHeaders, at, 'withoutHeaders', value),
    queryParams: map(p.queryParams, at, 'queryParams', value),
    ignoreUriCase: bool(p.ignoreUriCase, at, 'ignoreUriCase'),
    port: port(p.port, at, 'port'),
    sourceLabels: labels(p.sourceLabels, at, 'sourceLabels'),
    sourceNamespace: dnsLabel(p.sourceNamespace, at, 'sourceNamespace'),
    gateways: filled(p.gateways, at, 'gateways', gatewayName),
    statPrefix: text(p.statPrefix, at, 'statPrefix'),
  };
});
