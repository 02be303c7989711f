import type { HttpServerOptions, ServerOptions, TcpServerOptions, TlsServerOptions } from '../server';
import { gatewayHost, text } from './check';
import { list, refuse, struct, value } from './json';

export const serverOptions = struct<ServerOptions>((p, at) => {
  if (p.hosts.length === 0) {
    refuse(at, 'hosts must name at least one host');
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

export const tcpServerOptions = struct<TcpServerOptions>((p, at) => ({
  ...serverOptions(p, at, ''),
  tls: value(p.tls, at, 'tls'),
}));
