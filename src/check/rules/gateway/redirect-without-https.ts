import { passes, protocol, type Server } from './_route-kind';
import { endedTls } from './_tls-in-front';
import { trustedProxies } from './_trusted-proxies';
import { hostsMatch } from '../../../world/hosts';
import type { ItemOf } from '../../../world/item';
import { isEmpty, isSubset } from '../../../world/selector';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

type Gateway = ItemOf<'Gateway'>;

/** Whether the same pods serve two Gateways, as far as selectors show. */
function together(world: World, a: Gateway, b: Gateway): boolean {
  const [x, y] = [a.spec.selector, b.spec.selector];
  if (isEmpty(x) || isEmpty(y)) return true;
  if (isSubset(x, y) || isSubset(y, x)) return true;
  const pods = world.pods(x);
  return world.pods(y).some((p) => pods.includes(p));
}

const bare = (host: string): string => host.slice(host.indexOf('/') + 1);
const secure = (server: Server): boolean => ['HTTPS', 'TLS'].includes(protocol(server)) || passes(server);

export const redirectWithoutHttps: Check = {
  code: 'MESH270',
  title: 'redirect to HTTPS for a host that no server serves over HTTPS',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`httpsRedirect` sends clients to the same host over HTTPS. If no server of the gateway\'s pods has the host on an HTTPS or TLS port, the second connection is refused or its TLS handshake fails.',
  run(world, report) {
    for (const gateway of world.all('Gateway', 'servers.tls.httpsRedirect')) {
      // another Gateway may serve the host on the same pods
      const closed = world.options.complete === true && !world.all('KubeGateway').some((g) => g.spec.addresses?.length);
      const pods = isEmpty(gateway.spec.selector) ? [] : world.pods(gateway.spec.selector);
      if (pods.some((p) => trustedProxies(world, p) >= 1) || trustedProxies(world, undefined) >= 1 || pods.some((p) => [...endedTls(world, p)].length)) continue; // MESH269
      const hosts = world.all('Gateway').filter((g) => together(world, gateway, g)).flatMap((g) => g.spec.servers ?? []).filter(secure).flatMap((s) => s.hosts ?? []).map(bare);
      gateway.spec.servers?.forEach((server, i) => {
        if (server.tls?.httpsRedirect !== true || secure(server)) return;
        server.hosts?.forEach((host, j) => {
          if (hosts.some((h) => hostsMatch(h, bare(host)))) return;
          report(gateway, {
            pointer: pointer('spec', 'servers', i, 'hosts', j),
            severity: closed ? Severity.WARNING : Severity.INFO,
            message: `clients of ${bare(host)} are redirected to HTTPS, and no server of these pods${closed ? '' : ' in the checked objects'} serves the host over HTTPS${hosts.length ? ` (HTTPS hosts: ${[...new Set(hosts)].slice(0, 4).join(', ')})` : ''}: the second connection fails`,
            fix: `add a server for it: { port: { number: 443, name: https, protocol: HTTPS }, hosts: ["${host}"], tls: { mode: SIMPLE, credentialName: SECRET } }; or remove httpsRedirect`,
          });
        });
      });
    }
  },
};
