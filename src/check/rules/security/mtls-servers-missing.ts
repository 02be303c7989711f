import { clientHalves, serverHalves } from './_mtls-halves';
import { knownOnlyIf, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const mtlsServersMissing: Check = {
  code: 'MESH425',
  title: 'mutual TLS used by clients but not required by servers',
  aliases: ['KIA0205', 'KIA0206'],
  severity: Severity.WARNING,
  explanation: 'With automatic mutual TLS off (`enableAutoMtls: false`) a DestinationRule for all services makes clients use mutual TLS. Without a PeerAuthentication that requires it, servers also accept plaintext: '
    + 'a client that bypasses the rule is admitted without an identity.',
  run(world, report) {
    if (world.mesh.config.enableAutoMtls !== false) return;
    const servers = serverHalves(world);
    for (const [namespace, dr] of clientHalves(world)) {
      const pa = servers.get(namespace) ?? servers.get('');
      if (pa && pa.spec.mtls?.mode !== 'DISABLE') continue;
      const closed = world.closed(namespace || world.mesh.rootNamespace);
      report(dr, {
        pointer: '/spec/trafficPolicy/tls/mode',
        severity: pa || closed ? Severity.WARNING : Severity.INFO,
        aliases: [namespace ? 'KIA0206' : 'KIA0205'],
        message: pa ? `clients use mutual TLS for ${namespace ? `namespace ${namespace}` : 'the whole mesh'}, whose PeerAuthentication ${pa.namespace}/${pa.name} is DISABLE: clients get a 503`
          : `no PeerAuthentication ${namespace ? `of ${namespace} or ` : ''}of ${world.mesh.rootNamespace}${knownOnlyIf(closed)} requires the mutual TLS that clients use: servers also accept plaintext from any other client`,
        fix: `add a PeerAuthentication with mtls.mode STRICT in ${namespace || world.mesh.rootNamespace}`,
        related: pa ? [pa] : [],
      });
    }
  },
};
