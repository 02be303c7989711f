import type { ClientCertDetails, ProxyHeaders, ServerHeader } from '../proxy-headers';
import { bool, text } from './check';
import { constant, struct } from './json';

export const clientCertDetails = struct<ClientCertDetails>((p, at) => ({
  subject: bool(p.subject, at, 'subject'),
  cert: bool(p.cert, at, 'cert'),
  chain: bool(p.chain, at, 'chain'),
  dns: bool(p.dns, at, 'dns'),
  uri: bool(p.uri, at, 'uri'),
}));

export const serverHeader = struct<ServerHeader>((p, at) => ({
  disabled: bool(p.disabled, at, 'disabled'),
  value: text(p.value, at, 'value'),
}));

export const proxyHeaders = struct<ProxyHeaders>((p, at) => ({
  forwardedClientCert: constant(p.forwardedClientCert, at, 'forwardedClientCert'),
  setCurrentClientCertDetails: clientCertDetails(p.setCurrentClientCertDetails, at, 'setCurrentClientCertDetails'),
  server: serverHeader(p.server, at, 'server'),
  preserveHttp1HeaderCase: bool(p.preserveHttp1HeaderCase, at, 'preserveHttp1HeaderCase'),
  requestId: p.requestId === undefined ? undefined : { disabled: !p.requestId },
  attemptCount: p.attemptCount === undefined ? undefined : { disabled: !p.attemptCount },
  envoyDebugHeaders: p.envoyDebugHeaders === undefined ? undefined : { disabled: !p.envoyDebugHeaders },
  metadataExchangeHeaders: p.metadataExchangeHeaders && { mode: p.metadataExchangeHeaders },
  xForwardedHost: p.forwardedHost === undefined ? undefined : { enabled: p.forwardedHost },
  xForwardedPort: p.forwardedPort === undefined ? undefined : { enabled: p.forwardedPort },
}));
