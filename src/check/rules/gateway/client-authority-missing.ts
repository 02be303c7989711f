import { secretValue } from './_credential';
import { serverSecrets } from './_server-secrets';
import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { pointer, unknownIn, type Check } from '../../engine/check';
import { Severity } from '../../finding';

const MUTUAL: ReadonlySet<string | undefined> = new Set(['MUTUAL', 'OPTIONAL_MUTUAL']);
const hasAuthority = (secret: ItemOf<'Secret'>): boolean => ['ca.crt', 'cacert'].some((key) => secretValue(secret, key));

/** The problem of the Secret `NAME-cacert`, from which a gateway reads the authority if the Secret itself has none; undefined if there is none. */
function separateProblem(world: World, namespace: string, name: string): 'undefined' | 'empty' | undefined {
  if (world.made.by('Secret', namespace, name)) return undefined;
  const secret = world.find('Secret', namespace, name);
  if (!secret) return 'undefined';
  // a Secret without data is filled in by others
  return hasAuthority(secret) || (!secret.spec.data && !secret.spec.stringData) ? undefined : 'empty';
}

export const clientAuthorityMissing: Check = {
  code: 'MESH284',
  title: 'mutual TLS at a gateway without a CA for client certificates',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A server of a Gateway with mode MUTUAL or OPTIONAL_MUTUAL validates client certificates with the CA in its Secret (`ca.crt` or `cacert`), or in a second Secret `NAME-cacert` of the same namespace. '
    + 'Without either, the proxy waits for the CA, and TLS handshakes fail.',
  run(world, report) {
    for (const { gateway, server, index, secret } of serverSecrets(world)) {
      if (!MUTUAL.has(server.tls?.mode) || hasAuthority(secret) || server.tls?.caCertCredentialName !== undefined) continue;
      const separate = `${secret.name}-cacert`;
      const problem = separateProblem(world, secret.namespace, separate);
      if (!problem) continue;
      report(gateway, {
        pointer: pointer('spec', 'servers', index, 'tls', 'credentialName'),
        severity: problem === 'empty' ? Severity.ERROR : unknownIn(world, secret.namespace),
        message: `mode ${server.tls?.mode} needs a CA for client certificates, but Secret ${secret.namespace}/${secret.name} has neither ca.crt nor cacert, and Secret ${separate} ${problem === 'empty' ? 'has neither of them' : 'is not defined'}: TLS handshakes with ${server.hosts?.join(', ') ?? 'the hosts of this server'} fail`,
        fix: `put the CA certificate into ca.crt of Secret ${secret.name}, or into ca.crt of a Secret ${separate} in namespace ${secret.namespace}`,
        related: [secret],
      });
    }
  },
};
