import type { CertificateFiles, ClientVerification, ServerTlsOptions } from '../server-tls';
import { bool, text } from './check';
import type { Json } from './json';
import { constant, filled, refuse, struct } from './json';

export const certificateFiles = struct<CertificateFiles>((p, at) => ({
  serverCertificate: text(p.serverCertificate, at, 'serverCertificate'),
  privateKey: text(p.privateKey, at, 'privateKey'),
  caCertificates: text(p.caCertificates, at, 'caCertificates'),
}));

export const serverTlsOptions = struct<ServerTlsOptions>((p, at) => {
  const order = ['TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3'];
  const min = order.indexOf(p.minProtocolVersion ?? '');
  const max = order.indexOf(p.maxProtocolVersion ?? '');
  if (min >= 0 && max >= 0 && min > max) {
    refuse(at, `minProtocolVersion ${p.minProtocolVersion} is above maxProtocolVersion ${p.maxProtocolVersion}; change one of them`);
  }
  const repeated = (p.cipherSuites ?? []).find((c, i, all) => all.indexOf(c) !== i);
  if (repeated !== undefined) {
    refuse(at, `cipherSuites has '${repeated}' twice; remove one`);
  }
  return {
    minProtocolVersion: constant(p.minProtocolVersion, at, 'minProtocolVersion'),
    maxProtocolVersion: constant(p.maxProtocolVersion, at, 'maxProtocolVersion'),
    cipherSuites: filled(p.cipherSuites, at, 'cipherSuites', text),
  };
});

export const clientVerification = struct<ClientVerification>((p, at) => {
  for (const hash of p.verifyCertificateSpki ?? []) {
    if (!/^[A-Za-z0-9+/]{43}=$/.test(hash)) {
      refuse(at, `verifyCertificateSpki must contain SHA-256 hashes in base64, got: '${hash}'`);
    }
  }
  for (const hash of p.verifyCertificateHash ?? []) {
    if (!/^([0-9a-fA-F]{64}|([0-9a-fA-F]{2}:){31}[0-9a-fA-F]{2})$/.test(hash)) {
      refuse(at, `verifyCertificateHash must contain SHA-256 hashes in hex, got: '${hash}'`);
    }
  }
  return {
    ...serverTlsOptions(p, at, ''),
    caCertificates: text(p.caCertificates, at, 'caCertificates'),
    caCertCredentialName: text(p.caCertCredentialName, at, 'caCertCredentialName'),
    caCrl: text(p.caCrl, at, 'caCrl'),
    subjectAltNames: filled(p.subjectAltNames, at, 'subjectAltNames', text),
    verifyCertificateSpki: filled(p.verifyCertificateSpki, at, 'verifyCertificateSpki', text),
    verifyCertificateHash: filled(p.verifyCertificateHash, at, 'verifyCertificateHash', text),
    insecureSkipVerify: bool(p.insecureSkipVerify, at, 'insecureSkipVerify'),
  };
});

/** Adds the verification of clients to a certificate, which must not already contain the same. */
export function verified(certificate: Json, verification: Json): Json {
  const credential = certificate.credentialName ?? certificate.credentialNames;
  for (const file of ['caCertificates', 'caCrl']) {
    if (credential !== undefined && verification[file] !== undefined) {
      throw new Error(`ServerTls: the secret '${String(credential)}' already contains the CA certificates; remove ${file}`);
    }
  }
  if (verification.caCertificates !== undefined && certificate.caCertificates !== undefined) {
    throw new Error('ServerTls: caCertificates is set both in the certificate and in the verification; remove one');
  }
  const result = { ...certificate, ...verification };
  if (credential === undefined && result.caCertificates === undefined) {
    throw new Error('ServerTls: verifying clients needs a CA, which a certificate from files does not include; set caCertificates');
  }
  return result;
}
