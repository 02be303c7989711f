import { connectionPool } from './destinations';
import { bool, fields, list, map, member, MISSING, NO_MEMBER, NO_PROPERTY, number, required, text, Untyped } from './reader';
import type { Reader } from './reader';
import { destination } from './routes';
import { istio } from '../../../src';

const certificateFiles = fields({ serverCertificate: required(text), privateKey: required(text), caCertificates: text });

const CERTIFICATE = { credentialName: text, credentialNames: list(text), serverCertificate: text, privateKey: text, tlsCertificates: list(certificateFiles) };
const OPTIONS = { minProtocolVersion: member(istio.TlsVersion), maxProtocolVersion: member(istio.TlsVersion), cipherSuites: list(text) };
const VERIFICATION = {
  caCertificates: text, caCertCredentialName: text, caCrl: text, subjectAltNames: list(text), verifyCertificateSpki: list(text), verifyCertificateHash: list(text), insecureSkipVerify: bool,
};

function certificate({ credentialName, credentialNames, serverCertificate, privateKey, tlsCertificates }: any): istio.ServerCertificate {
  const forms = [credentialName, credentialNames, serverCertificate ?? privateKey, tlsCertificates].filter((form) => form !== undefined);
  if (forms.length !== 1 || (credentialNames && credentialNames.length !== 2) || (tlsCertificates && tlsCertificates.length !== 2)) { throw new Untyped(NO_PROPERTY); }
  if (credentialName !== undefined) { return istio.ServerCertificate.secret(credentialName); }
  if (credentialNames) { return istio.ServerCertificate.secrets(credentialNames[0], credentialNames[1]); }
  if (tlsCertificates) { return istio.ServerCertificate.filePairs(tlsCertificates[0], tlsCertificates[1]); }
  if (serverCertificate === undefined || privateKey === undefined) { throw new Untyped(MISSING); }
  return istio.ServerCertificate.files({ serverCertificate, privateKey });
}

/** Refuses properties that a factory does not have. */
const none = (props: object, ...names: string[]): void => {
  if (names.some((name) => (props as Record<string, unknown>)[name] !== undefined)) { throw new Untyped(NO_PROPERTY); }
};

const serverTls: Reader = (json) => {
  const all = fields({ mode: required(text), ...CERTIFICATE, ...OPTIONS, ...VERIFICATION })(json);
  const pick = (names: object): any => Object.fromEntries(Object.keys(names).filter((name) => all[name] !== undefined).map((name) => [name, all[name]]));
  switch (all.mode) {
    case 'SIMPLE':
      none(all, ...Object.keys(VERIFICATION));
      return istio.ServerTls.simple(certificate(all), pick(OPTIONS));
    case 'MUTUAL': return istio.ServerTls.mutual(certificate(all), pick({ ...OPTIONS, ...VERIFICATION }));
    case 'OPTIONAL_MUTUAL': return istio.ServerTls.optionalMutual(certificate(all), pick({ ...OPTIONS, ...VERIFICATION }));
    case 'ISTIO_MUTUAL':
      none(all, ...Object.keys({ ...CERTIFICATE, ...VERIFICATION }));
      return istio.ServerTls.istioMutual(pick(OPTIONS));
    case 'PASSTHROUGH':
    case 'AUTO_PASSTHROUGH':
      none(all, ...Object.keys({ ...CERTIFICATE, ...OPTIONS, ...VERIFICATION }));
      return all.mode === 'PASSTHROUGH' ? istio.ServerTls.passthrough() : istio.ServerTls.autoPassthrough();
    default: throw new Untyped(NO_MEMBER, 'mode');
  }
};

const redirect: Reader = (json) => {
  if (fields({ httpsRedirect: required(bool) })(json).httpsRedirect !== true) { throw new Untyped(NO_PROPERTY); }
  return json;
};

/** A server of a gateway. The factories say which protocol has TLS and which redirects. */
const server: Reader = (json) => {
  const { port: { number: port, name: portName, protocol }, tls, ...rest } = fields({
    hosts: required(list(text)),
    name: text,
    bind: text,
    port: required(fields({ number: required(number), name: required(text), protocol: required(member(istio.Protocol)) })),
    tls: (t) => t,
  })(json);
  const options = { ...rest, port, portName };
  if (protocol === 'HTTP') { return istio.Server.http({ ...options, ...(tls === undefined ? {} : redirect(tls)) }); }
  if (protocol === 'HTTPS' || protocol === 'TLS') {
    if (tls === undefined) { throw new Untyped(MISSING, 'tls'); }
    return protocol === 'HTTPS' ? istio.Server.https({ ...options, tls: serverTls(tls) }) : istio.Server.tls({ ...options, tls: serverTls(tls) });
  }
  none({ tls }, 'tls');
  return istio.Server.protocol(protocol, port, options);
};

export const gateway = fields({ servers: list(server), selector: map(text) });

const sidecarPort = fields({ number: required(number), protocol: required(member(istio.Protocol)), name: text });

export const labels: Reader = (json) => fields({ labels: required(map(text)) })(json).labels;

export const sidecar = fields({
  workloadSelector: labels,
  egress: list(fields({ hosts: required(list(text)), port: sidecarPort, bind: text, captureMode: member(istio.CaptureMode) })),
  ingress: list(fields({ port: required(sidecarPort), defaultEndpoint: text, bind: text, captureMode: member(istio.CaptureMode), tls: serverTls, connectionPool })),
  outboundTrafficPolicy: fields({ mode: required(member(istio.OutboundTrafficMode)), egressProxy: destination }),
  inboundConnectionPool: connectionPool,
});
