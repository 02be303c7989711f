import { rulesFor } from './_rules';
import type { ItemOf } from '../../../world/item';
import { parseProtocol } from '../../../world/protocol';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

type Http = { readonly h2UpgradePolicy?: unknown; readonly useClientProtocol?: unknown } | undefined;

/** Whether a DestinationRule itself sets the HTTP version for a port. */
function setsHttpVersion({ spec: { trafficPolicy } }: ItemOf<'DestinationRule'>, port: number): boolean {
  const pools = [trafficPolicy?.portLevelSettings?.find((p) => p.port?.number === port)?.connectionPool, trafficPolicy?.connectionPool];
  return pools.some((pool) => {
    const http = pool?.http as Http;
    return http?.useClientProtocol === true || (http?.h2UpgradePolicy !== undefined && http.h2UpgradePolicy !== 'DEFAULT');
  });
}

export const h2UpgradeExternal: Check = {
  code: 'MESH315',
  title: 'mesh-wide HTTP/2 upgrade that applies to an external host',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`h2UpgradePolicy: UPGRADE` in the mesh configuration applies to every HTTP port, including those of external hosts: the proxy sends them HTTP/2 without TLS (h2c). Few servers outside the mesh support that; most close the connection, and clients get a 502 or 503.',
  run(world, report) {
    if (world.mesh.config.h2UpgradePolicy !== 'UPGRADE') return;
    for (const se of world.all('ServiceEntry', 'hosts')) {
      if ((se.spec.location ?? 'MESH_EXTERNAL') !== 'MESH_EXTERNAL') continue;
      se.spec.ports?.forEach((port, i) => {
        if (parseProtocol(port.protocol ?? '') !== 'HTTP') return;
        const hosts = (se.spec.hosts ?? []).filter((host) => !rulesFor(world, host).some((dr) => setsHttpVersion(dr, port.number ?? 0)));
        if (!hosts.length) return;
        report(se, {
          pointer: pointer('spec', 'ports', i, 'protocol'),
          message: `the mesh upgrades HTTP to HTTP/2 (h2UpgradePolicy: UPGRADE), also for external hosts: proxies send plaintext HTTP/2 (h2c) to ${hosts.join(', ')}:${port.number ?? '?'}, which most servers refuse`,
          fix: `add a DestinationRule for ${hosts[0]} with trafficPolicy: { connectionPool: { http: { h2UpgradePolicy: DO_NOT_UPGRADE } } }, or remove h2UpgradePolicy from the mesh configuration`,
          related: world.mesh.item ? [world.mesh.item] : [],
        });
      });
    }
  },
};
