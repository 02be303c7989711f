import { X509Certificate } from 'node:crypto';
import { pointer, type Check } from '../engine/check';
import type { ItemOf } from '../engine/item';
import { Severity } from '../finding';
import { splitName } from '../traffic/destinations';

type Secret = ItemOf<'Secret'>;

/** The value of a key of a Secret, decoded. */
export function secretValue(secret: Secret, key: string): string | undefined {
  const plain = secret.spec.stringData?.[key];
  if (typeof plain === 'string') return plain;
  const encoded = secret.spec.data?.[key];
  return typeof encoded === 'string' ? Buffer.from(encoded, 'base64').toString('utf8') : undefined;
}

/** What is wrong with a certificate, at a time when one is known. */
export function certificateProblem(pem: string, now: number | undefined): string | undefined {
  let certificate: X509Certificate;
  try {
    if (!/-----BEGIN [A-Z0-9 ]+-----/.test(pem)) return 'is not PEM';
    certificate = new X509Certificate(pem);
  } catch {
    return 'holds no certificate that can be parsed';
  }
  if (now === undefined) return undefined;
  return now > Date.parse(certificate.validTo) || now < Date.parse(certificate.validFrom) ? 'is expired or not valid yet' : undefined;
}

/** What is wrong with a Secret that a gateway serves, or nothing. */
export function credentialProblem(secret: Secret, now: number | undefined): string | undefined {
  const pair = [['cert', 'key'], ['tls.crt', 'tls.key']].find(([cert, key]) => secretValue(secret, cert) && secretValue(secret, key));
  if (!pair) return 'has neither tls.crt and tls.key nor cert and key';
  const problem = certificateProblem(secretValue(secret, pair[0])!, now);
  return problem && `${pair[0]} ${problem}`;
}

export const missingCredential: Check = {
  code: 'MESH303',
  title: 'credential of a Gateway that does not exist',
  aliases: ['IST0101'],
  severity: Severity.ERROR,
  explanation: 'A server of a Gateway names a Secret that does not exist in the namespace of the gateway\'s pods (the namespace of the Gateway object does not matter). '
    + 'The proxy gets no certificate, and TLS handshakes fail.',
  run(world, report) {
    for (const gateway of world.all('Gateway')) {
      const namespace = world.pods(gateway.spec.selector)[0]?.namespace;
      if (namespace === undefined) continue;
      gateway.spec.servers?.forEach((server, i) => {
        const name = server.tls?.credentialName;
        if (!name) return;
        const ref = splitName(name, namespace);
        if (world.find('Secret', ref.namespace, ref.name)) return;
        // Secrets are mostly kept out of manifests: where there is one elsewhere by that name, the namespace is the mistake
        const elsewhere = world.all('Secret').filter((s) => s.name === ref.name);
        const severity = world.closed(namespace) ? Severity.ERROR : elsewhere.length ? Severity.WARNING : Severity.INFO;
        report(gateway, {
          pointer: pointer('spec', 'servers', i, 'tls', 'credentialName'),
          severity,
          message: `Secret ${ref.namespace}/${ref.name} is not defined${severity === Severity.ERROR ? '' : ' in what is checked here'}${elsewhere.length ? `, only ${elsewhere.map((s) => `${s.namespace}/${s.name}`).join(', ')}` : ''}: the gateway's pods run in ${namespace} and read Secrets there; TLS handshakes with ${server.hosts?.join(', ') ?? 'its hosts'} fail`,
          fix: `create the Secret in ${namespace}`,
          related: elsewhere,
        });
      });
    }
  },
};

export const invalidCredential: Check = {
  code: 'MESH304',
  title: 'credential of a Gateway that can\'t be used',
  aliases: ['IST0161'],
  severity: Severity.ERROR,
  explanation: 'The Secret that a Gateway names lacks its keys, or its certificate can\'t be read (or has expired, where the time is known). The proxy gets no certificate, and TLS handshakes fail.',
  run(world, report) {
    for (const gateway of world.all('Gateway')) {
      const namespace = world.pods(gateway.spec.selector)[0]?.namespace;
      if (namespace === undefined) continue;
      gateway.spec.servers?.forEach((server, i) => {
        const name = server.tls?.credentialName;
        const ref = name ? splitName(name, namespace) : undefined;
        const secret = ref && world.find('Secret', ref.namespace, ref.name);
        // a Secret without any data is filled in by somebody else
        if (!secret || (!secret.spec.data && !secret.spec.stringData && !world.options.complete)) return;
        const problem = credentialProblem(secret, world.options.now);
        if (!problem) return;
        report(gateway, {
          pointer: pointer('spec', 'servers', i, 'tls', 'credentialName'),
          message: `Secret ${secret.namespace}/${secret.name} ${problem}: TLS handshakes with ${server.hosts?.join(', ') ?? 'the hosts of this server'} fail`,
          fix: 'put a PEM certificate chain into tls.crt and its private key into tls.key',
          related: [secret],
        });
      });
    }
  },
};
