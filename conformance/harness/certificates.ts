import { createSign, KeyObject, generateKeyPairSync, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { Manifest } from './api-client';
import { KeyPair } from './backend';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 86_400_000;
x509.cryptoProvider.set(webcrypto as any);

/** A certificate authority of the lab, alive for as long as the run. */
export class Authority {
  public static async create(name: string): Promise<Authority> {
    const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as x509Keys;
    const cert = await x509.X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}`,
      keys,
      serialNumber: serial(),
      notBefore: new Date(Date.now() - DAY),
      notAfter: new Date(Date.now() + DAY),
      signingAlgorithm: ALGORITHM,
      extensions: [new x509.BasicConstraintsExtension(true, 1, true), new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true)],
    });
    return new Authority(cert, keys);
  }

  private constructor(private readonly certificate: x509.X509Certificate, private readonly keys: x509Keys) { }

  public get pem(): string { return this.certificate.toString('pem'); }

  /** The Secret by which an istiod signs as this authority does. */
  public cacerts(namespace: string): Manifest {
    return {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'cacerts', namespace },
      stringData: { 'ca-cert.pem': this.pem, 'root-cert.pem': this.pem, 'cert-chain.pem': this.pem, 'ca-key.pem': pemOf(this.keys) },
    };
  }

  /** A key and a certificate for a host name, for a URI or, for clients, just a name. */
  public async issue(name: string): Promise<KeyPair> {
    const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as x509Keys;
    const cert = await x509.X509CertificateGenerator.create({
      subject: `CN=${name.split('/').pop()}`,
      issuer: this.certificate.subject,
      publicKey: keys.publicKey,
      signingKey: this.keys.privateKey,
      serialNumber: serial(),
      notBefore: new Date(Date.now() - DAY),
      notAfter: new Date(Date.now() + DAY),
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.SubjectAlternativeNameExtension([{ type: name.includes('://') ? 'url' : 'dns', value: name }]),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
      ],
    });
    return { cert: cert.toString('pem'), key: pemOf(keys) };
  }
}

let ofTheLab: Promise<Authority> | undefined;

/** The authority whose certificates the lab's gateways show. */
export function labAuthority(): Promise<Authority> {
  return (ofTheLab ??= Authority.create('lab'));
}

type x509Keys = webcrypto.CryptoKeyPair;

function pemOf(keys: x509Keys): string {
  return KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }) as string;
}

function serial(): string {
  return Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString('hex');
}

/** An issuer of JSON web tokens. */
export class TokenIssuer {
  private readonly pair = generateKeyPairSync('rsa', { modulusLength: 2048 });

  public constructor(public readonly issuer: string) { }

  /** The public keys, as a policy carries them inline. */
  public get jwks(): string {
    return JSON.stringify({ keys: [{ ...this.pair.publicKey.export({ format: 'jwk' }), kid: 'lab', use: 'sig', alg: 'RS256' }] });
  }

  public token(claims: Readonly<Record<string, unknown>> = {}): string {
    const now = Math.floor(Date.now() / 1000);
    const part = (o: unknown) => Buffer.from(JSON.stringify(o)).toString('base64url');
    const text = `${part({ alg: 'RS256', typ: 'JWT', kid: 'lab' })}.${part({ iss: this.issuer, sub: 'lab', iat: now - 60, exp: now + 3600, ...claims })}`;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(this.pair.privateKey, 'base64url')}`;
  }
}

/** The Secret in which a gateway finds its certificate and, for mutual TLS, the authority of its clients. */
export function tlsSecret(namespace: string, name: string, pair: KeyPair, clientAuthority?: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/tls',
    metadata: { name, namespace },
    stringData: { 'tls.crt': pair.cert, 'tls.key': pair.key, ...(clientAuthority ? { 'ca.crt': clientAuthority } : {}) },
  };
}
