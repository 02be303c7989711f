import { rulesFor } from './_rules';
import type { ItemOf } from '../../../world/item';
import { parseProtocol } from '../../../world/protocol';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

type Http = { readonly h2UpgradePolicy?: unknown; readonly useClientProtocol?: unknown } | undefined;

/** Whether a DestinationRule says itself how HTTP is spoken on a port. */
function says({ spec: { trafficPolicy } }: ItemOf<'DestinationRule'>, port: number): boolean {
  const pools = [trafficPolicy?.portLevelSettings?.find((p) => p.port?.number === port)?.connectionPool, trafficPolicy?.connectionPool];
  return pools.some((pool) => {
    const http = pool?.http as Http;
    return http?.useClientProtocol === true || (http?.h2UpgradePolicy !== undefined && http.h2UpgradePolicy !== 'DEFAULT');
  });
}

export const h2UpgradeExternal: Check = {
  code: 'MESH315',
  title: 'HTTP/2 to an external host by the mesh-wide upgrade',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`h2UpgradePolicy: UPGRADE` of the mesh configuration holds for every HTTP port, those of external hosts too: the proxy speaks HTTP/2 without TLS (h2c) to them. Few servers outside of a mesh take that, most close the connection, and clients get 502 or 503.',
  run(world, report) {
    if (world.mesh.config.h2UpgradePolicy !== 'UPGRADE') return;
    for (const se of world.all('ServiceEntry', 'hosts')) {
      if ((se.spec.location ?? 'MESH_EXTERNAL') !== 'MESH_EXTERNAL') continue;
      se.spec.ports?.forEach((port, i) => {
        if (parseProtocol(port.protocol ?? '') !== 'HTTP') return;
        const hosts = (se.spec.hosts ?? []).filter((host) => !rulesFor(world, host).some((dr) => says(dr, port.number ?? 0)));
        if (!hosts.length) return;
        report(se, {
          pointer: pointer('spec', 'ports', i, 'protocol'),
          message: `the mesh upgrades HTTP to HTTP/2 (h2UpgradePolicy: UPGRADE), for external hosts too: proxies speak HTTP/2 to ${hosts.join(', ')}:${port.number ?? '?'}, which most servers refuse`,
          fix: `add a DestinationRule for ${hosts[0]} with trafficPolicy: { connectionPool: { http: { h2UpgradePolicy: DO_NOT_UPGRADE } } }, or remove h2UpgradePolicy from the mesh configuration`,
          related: world.mesh.item ? [world.mesh.item] : [],
        });
      });
    }
  },
};
