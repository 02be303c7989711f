import { X509Certificate } from 'node:crypto';
import type { ItemOf } from '../../../world/item';

type Secret = ItemOf<'Secret'>;

/** The value of a key of a Secret, decoded. */
export function secretValue(secret: Secret, key: string): string | undefined {
  const plain = secret.spec.stringData?.[key];
  if (typeof plain === 'string') return plain;
  const encoded = secret.spec.data?.[key];
  return typeof encoded === 'string' ? Buffer.from(encoded, 'base64').toString('utf8') : undefined;
}

/** The problem of a certificate, at a time if one is known. */
export function certificateProblem(pem: string, now: number | undefined): string | undefined {
  let certificate: X509Certificate;
  try {
    if (!/-----BEGIN [A-Z0-9 ]+-----/.test(pem)) return 'is not PEM';
    certificate = new X509Certificate(pem);
  } catch {
    return 'contains no certificate that can be parsed';
  }
  if (now === undefined) return undefined;
  return now > Date.parse(certificate.validTo) || now < Date.parse(certificate.validFrom) ? 'is expired or not valid yet' : undefined;
}

/** The problem of a Secret that a gateway serves, if any. */
export function credentialProblem(secret: Secret, now: number | undefined): string | undefined {
  const pair = [['cert', 'key'], ['tls.crt', 'tls.key']].find(([cert, key]) => secretValue(secret, cert) && secretValue(secret, key));
  if (!pair) return 'has neither tls.crt and tls.key nor cert and key';
  const problem = certificateProblem(secretValue(secret, pair[0])!, now);
  return problem && `${pair[0]} ${problem}`;
}
