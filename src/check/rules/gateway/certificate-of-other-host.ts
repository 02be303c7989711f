import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { certificateProblem, secretValue } from './_credential';
import { serverSecrets } from './_server-secrets';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** The certificate of a Secret; undefined if it can't be read, which MESH304 reports. */
function certificateIn(secret: Parameters<typeof secretValue>[0]): X509Certificate | undefined {
  const pem = secretValue(secret, secretValue(secret, 'cert') ? 'cert' : 'tls.crt');
  return pem === undefined || certificateProblem(pem, undefined) ? undefined : new X509Certificate(pem);
}

/** The names in a certificate, for a message. */
const namesOf = (certificate: X509Certificate): string => (certificate.subjectAltName ?? certificate.subject).replace(/DNS:|CN=/g, '');

/** Whether a certificate is valid for a host; for a wildcard host, for some name that it covers. */
function covers(certificate: X509Certificate, host: string): boolean {
  if (!host.startsWith('*.')) return (isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined;
  const suffix = host.slice(1).toLowerCase();
  return namesOf(certificate).toLowerCase().split(/,\s*/).some((name) => name.endsWith(suffix) || (name.startsWith('*.') && suffix.endsWith(name.slice(1))));
}

export const certificateOfOtherHost: Check = {
  code: 'MESH285',
  title: 'certificate of a Gateway that is not valid for its host',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Clients compare the host they call with the names in the certificate (subject alternative names), and refuse a certificate for another host. A wildcard covers one label: `*.example.com` covers `shop.example.com`, '
    + 'but neither `example.com` nor `api.shop.example.com`.',
  run(world, report) {
    for (const { gateway, server, index, secret } of serverSecrets(world)) {
      const certificate = certificateIn(secret);
      if (!certificate) continue;
      const hosts = (server.hosts ?? []).map((host) => host.slice(host.indexOf('/') + 1)).filter((host) => host !== '*' && host !== '');
      const refused = hosts.filter((host) => !covers(certificate, host));
      if (!refused.length) continue;
      report(gateway, {
        pointer: pointer('spec', 'servers', index, 'tls', 'credentialName'),
        message: `the certificate in Secret ${secret.namespace}/${secret.name} is for ${namesOf(certificate)}, not for ${refused.join(', ')}: clients that verify it refuse the connection`,
        fix: `use a certificate with the subject alternative name ${refused.join(', ')}, or another Secret`,
        related: [secret],
      });
    }
  },
};
