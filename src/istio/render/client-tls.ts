import type { ClientCertificateFiles, ServerVerification } from '../client-tls';
import { bool, text } from './check';
import type { Json } from './json';
import { filled, given, refuse, struct } from './json';

export const serverVerification = struct<ServerVerification>((p, at) => {
  if (p.insecureSkipVerify && given(p, 'caCertificates', 'subjectAltNames').length > 0) {
    refuse(at, 'insecureSkipVerify turns off verification, so caCertificates and subjectAltNames have no effect; remove them');
  }
  return {
    caCertificates: text(p.caCertificates, at, 'caCertificates'),
    caCrl: text(p.caCrl, at, 'caCrl'),
    subjectAltNames: filled(p.subjectAltNames, at, 'subjectAltNames', text),
    sni: text(p.sni, at, 'sni'),
    insecureSkipVerify: bool(p.insecureSkipVerify, at, 'insecureSkipVerify'),
  };
});

export const clientCertificateFiles = struct<ClientCertificateFiles>((p, at) => ({
  clientCertificate: text(p.clientCertificate, at, 'clientCertificate'),
  privateKey: text(p.privateKey, at, 'privateKey'),
}));

/** Files and a credential are mutually exclusive. */
export function noFilesBesideCredential(json: Json): void {
  if (json.credentialName !== undefined && (json.caCertificates !== undefined || json.caCrl !== undefined)) {
    throw new Error(`ClientTls: the secret '${String(json.credentialName)}' already contains the CA certificates; remove caCertificates and caCrl`);
  }
}
