import { credentialProblem } from './_credential';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { splitName } from '../traffic/_destinations';

export const invalidCredential: Check = {
  code: 'MESH304',
  title: 'unusable credential of a Gateway',
  aliases: ['IST0161'],
  severity: Severity.ERROR,
  explanation: 'The Secret that a Gateway refers to lacks a required key, or its certificate can\'t be parsed (or has expired, where the time is known). The proxy gets no certificate, and TLS handshakes fail.',
  run(world, report) {
    for (const gateway of world.all('Gateway')) {
      const namespace = world.pods(gateway.spec.selector)[0]?.namespace;
      if (namespace === undefined) continue;
      gateway.spec.servers?.forEach((server, i) => {
        const name = server.tls?.credentialName;
        const ref = name ? splitName(name, namespace) : undefined;
        const secret = ref && world.find('Secret', ref.namespace, ref.name);
        // a Secret without data is filled in by others
        if (!secret || world.made.by('Secret', secret.namespace, secret.name) || (!secret.spec.data && !secret.spec.stringData && !world.options.complete)) return;
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
