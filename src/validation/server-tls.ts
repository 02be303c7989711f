import { Place } from './place';
import { Fields, list, objects, text, texts } from './values';

const CIPHERS = new Set([
  ...['ECDSA', 'RSA'].flatMap((key) => ['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'AES128-SHA', 'AES256-SHA'].map((rest) => `ECDHE-${key}-${rest}`)),
  'ECDHE-ECDSA-CHACHA20-POLY1305', 'AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'AES128-SHA', 'AES256-SHA', 'DES-CBC3-SHA',
]);

/** Cipher names; expressions that start with an operator are left to Envoy. */
const isCipher = (name: string) => name === '' || name === 'ALL' || !/^[\p{L}\p{N}]/u.test(name) || CIPHERS.has(name);

/** TLS settings of a server, in a Gateway or a Sidecar. */
export function checkServerTls(tls: Fields, place: Place): void {
  const mode = text(tls.mode) || 'PASSTHROUGH';
  checkCiphers(tls, place);
  if (mode === 'ISTIO_MUTUAL') {
    for (const field of ['serverCertificate', 'privateKey', 'caCertificates', 'tlsCertificates', 'credentialName', 'credentialNames']) {
      if (isGiven(tls[field])) place.at(field).error('MESH107', `with ISTIO_MUTUAL the mesh provides the certificates; ${field} can't be set`, `remove ${field}, or use mode SIMPLE or MUTUAL`);
    }
    return;
  }
  if (mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH') {
    const given = ['caCrl', 'serverCertificate', 'privateKey', 'caCertificates', 'tlsCertificates', 'credentialName', 'credentialNames'].filter((field) => isGiven(tls[field]));
    if (given.length) place.warn('MESH124', `${mode} does not terminate TLS; ${given.join(', ')} will be ignored`, 'remove the certificates, or use mode SIMPLE');
  }
  checkSources(tls, mode, place);
}

const isGiven = (value: unknown) => text(value) !== '' || list(value).length > 0;

function checkCiphers(tls: Fields, place: Place): void {
  const ciphers = texts(tls.cipherSuites);
  if (['TLSV1_0', 'TLSV1_1'].includes(text(tls.minProtocolVersion)) && !ciphers.length) {
    place.at('minProtocolVersion').warn('MESH124', `the default ciphers do not work below TLS 1.2, so ${tls.minProtocolVersion} is never used`, 'list cipherSuites, or use TLSV1_2');
  }
  const seen = new Set<string>();
  for (const [cipher, i] of ciphers) {
    if (!isCipher(cipher)) place.at('cipherSuites', i).warn('MESH124', `the cipher suite '${cipher}' is unknown and will be ignored`, 'correct its name, or remove it');
    else if (seen.has(cipher)) place.at('cipherSuites', i).warn('MESH124', `the cipher suite '${cipher}' is listed twice`, 'remove one of the two');
    else seen.add(cipher);
  }
}

/** The source of certificates: exactly one of files, a secret, several secrets, several pairs of files. */
function checkSources(tls: Fields, mode: string, place: Place): void {
  const pairs = objects(tls.tlsCertificates);
  const fromSecret = isGiven(tls.credentialName) || isGiven(tls.credentialNames);
  const sources = [
    isGiven(tls.serverCertificate) && isGiven(tls.privateKey) && 'serverCertificate and privateKey',
    isGiven(tls.credentialName) && 'credentialName', isGiven(tls.credentialNames) && 'credentialNames', pairs.length > 0 && 'tlsCertificates',
  ].filter(Boolean);
  if (sources.length > 1) place.error('MESH107', `the certificate must have only one source, got ${sources.join(', ')}`, `keep one of ${sources.join(', ')}`);

  const terminates = ['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'].includes(mode);
  if (terminates && fromSecret) return;
  if (terminates) {
    if (mode !== 'SIMPLE' && !isGiven(tls.caCertificates)) {
      place.error('MESH107', `${mode} needs the CA certificates that client certificates are verified with`, 'set caCertificates, or credentialName of a Secret that contains them');
    }
    if (pairs.length > 2) place.at('tlsCertificates').warn('MESH124', `${pairs.length} certificates are set, but only two (RSA and ECDSA) can be used`, 'keep two');
    const needed: [Fields, Place][] = pairs.length ? pairs.map(([pair, i]) => [pair, place.at('tlsCertificates', i)]) : [[tls, place]];
    for (const [pair, at] of needed) {
      const missing = ['serverCertificate', 'privateKey'].filter((field) => !isGiven(pair[field]));
      if (missing.length) at.error('MESH107', `${mode} requires a certificate: ${missing.join(' and ')} missing`, 'set credentialName, or both serverCertificate and privateKey');
    }
  }
  if (isGiven(tls.caCrl)) {
    const at = place.at('caCrl');
    if (isGiven(tls.credentialName)) at.error('MESH107', 'caCrl can\'t be combined with credentialName', 'put the revocation list into the Secret');
    if (mode === 'SIMPLE') at.error('MESH107', 'SIMPLE requires no client certificate, so nothing can be revoked', 'remove caCrl, or use mode MUTUAL');
  }
}
