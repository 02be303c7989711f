import { clientHalves, serverHalves } from './_mtls-halves';
import { knownOnlyIf, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const mtlsServersMissing: Check = {
  code: 'MESH425',
  title: 'mutual TLS asked of clients and not of servers',
  aliases: ['KIA0205', 'KIA0206'],
  severity: Severity.WARNING,
  explanation: 'With automatic mutual TLS off (`enableAutoMtls: false`) a DestinationRule for all services makes clients speak mutual TLS. Without a PeerAuthentication that demands it servers take plain text as well: '
    + 'whoever bypasses the rule is let in without an identity.',
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
        message: pa ? `clients speak mutual TLS to ${namespace ? `namespace ${namespace}` : 'the whole mesh'}, whose PeerAuthentication ${pa.namespace}/${pa.name} is DISABLE: clients get 503`
          : `no PeerAuthentication ${namespace ? `of ${namespace} or ` : ''}of ${world.mesh.rootNamespace}${knownOnlyIf(closed)} demands the mutual TLS that clients speak: servers take plain text from anybody else`,
        fix: `add a PeerAuthentication with mtls.mode STRICT in ${namespace || world.mesh.rootNamespace}`,
        related: pa ? [pa] : [],
      });
    }
  },
};
