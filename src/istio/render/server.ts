import type { HttpServerOptions, ServerOptions, TlsServerOptions } from '../server';
import { gatewayHost, isIp, text } from './check';
import { list, refuse, struct, value } from './json';

export const serverOptions = struct<ServerOptions>((p, at) => {
  if (p.bind !== undefined && !isIp(p.bind) && !/^unix:\/\/[/@]/.test(p.bind)) {
    refuse(at, `bind must be an IP address or 'unix:///path', got: '${p.bind}'`);
  }
  if (p.hosts.length === 0) {
    refuse(at, 'hosts must contain at least one host');
  }
  return {
    hosts: list(p.hosts, at, 'hosts', gatewayHost),
    name: text(p.name, at, 'name'),
    bind: text(p.bind, at, 'bind'),
  };
});

export const httpServerOptions = struct<HttpServerOptions>((p, at) => ({
  ...serverOptions(p, at, ''),
}));

export const tlsServerOptions = struct<TlsServerOptions>((p, at) => ({
  ...serverOptions(p, at, ''),
  tls: value(p.tls, at, 'tls'),
}));
