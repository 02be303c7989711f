import type { HttpHeader, RemoteService } from '../remote-service';
import { anyText, envName, headerName, hostPort } from './check';
import { tcpKeepalive } from './connection-pool';
import { exactlyOne, struct, value } from './json';

export const remoteService = struct<RemoteService>((p, at) => ({
  address: hostPort(p.address, at, 'address'),
  tlsSettings: value(p.tls, at, 'tls'),
  tcpKeepalive: tcpKeepalive(p.tcpKeepalive, at, 'tcpKeepalive'),
}));

export const httpHeader = struct<HttpHeader>((p, at) => {
  exactlyOne(p, at, 'value', 'envName');
  return {
    name: headerName(p.name, at, 'name'),
    value: anyText(p.value, at, 'value'),
    envName: envName(p.envName, at, 'envName'),
  };
});
