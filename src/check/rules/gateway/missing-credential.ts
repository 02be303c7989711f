import { label } from '../../../world/item';
import { pointer, type Check } from '../../engine/check';
import { nearObject, orNearIn } from '../../engine/near';
import { Severity } from '../../finding';
import { splitName } from '../traffic/_destinations';

export const missingCredential: Check = {
  code: 'MESH303',
  title: 'credential of a Gateway that does not exist',
  aliases: ['IST0101'],
  severity: Severity.ERROR,
  explanation: 'A server of a Gateway refers to a Secret that does not exist in the namespace of the gateway\'s pods (the namespace of the Gateway object does not matter). '
    + 'The proxy gets no certificate, and TLS handshakes fail.',
  run(world, report) {
    for (const gateway of world.all('Gateway')) {
      const namespace = world.pods(gateway.spec.selector)[0]?.namespace;
      if (namespace === undefined) continue;
      gateway.spec.servers?.forEach((server, i) => {
        const name = server.tls?.credentialName;
        if (!name) return;
        const ref = splitName(name, namespace);
        if (world.find('Secret', ref.namespace, ref.name) || world.made.by('Secret', ref.namespace, ref.name)) return;
        const creator = world.made.elsewhere('Secret', ref.name)[0];
        // Secrets are usually kept out of manifests: if another namespace has one with that name, the namespace is the mistake
        const elsewhere = world.all('Secret').filter((s) => s.name === ref.name);
        const severity = world.closed(namespace) ? Severity.ERROR : elsewhere.length || creator ? Severity.WARNING : Severity.INFO;
        report(gateway, {
          pointer: pointer('spec', 'servers', i, 'tls', 'credentialName'),
          severity,
          message: `Secret ${ref.namespace}/${ref.name} is not defined${severity === Severity.ERROR ? '' : ' in the checked objects'}${elsewhere.length ? ` (found: ${elsewhere.map((s) => `${s.namespace}/${s.name}`).join(', ')})` : creator ? ` (${label(creator.by)} creates Secret ${creator.namespace}/${creator.name})` : ''}: the gateway's pods run in ${namespace} and read Secrets there; TLS handshakes with ${server.hosts?.join(', ') ?? 'its hosts'} fail`,
          fix: creator ? `move ${label(creator.by)} to namespace ${ref.namespace}` : orNearIn(ref.namespace, elsewhere.length ? undefined : nearObject(world, 'Secret', ref.namespace, ref.name), `create Secret ${ref.namespace}/${ref.name}, of type kubernetes.io/tls`),
          related: creator ? [creator.by] : elsewhere,
        });
      });
    }
  },
};
