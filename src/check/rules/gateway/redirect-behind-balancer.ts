import { passes, protocol, serversOf, type Server } from './_route-kind';
import { podPorts } from './_served-ports';
import { endedTls, type EndedTls } from './_tls-in-front';
import { trustedProxies } from './_trusted-proxies';
import type { Pod } from '../../../world/pods';
import { isEmpty } from '../../../world/selector';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { circles } from '../traffic/_redirect-circles';
import { ruleOf } from '../traffic/_rule-of';

/** The load balancer that terminates TLS in front of a plain HTTP server of a gateway that does not trust its forwarding headers. */
function behindTls(world: World, server: Server, pods: readonly Pod[]): EndedTls | undefined {
  if (server.port?.number === undefined || passes(server) || !['HTTP', 'HTTP2', 'GRPC'].includes(protocol(server))) return undefined;
  for (const pod of pods) {
    const ports = podPorts(world, pod, server.port.number);
    for (const ended of endedTls(world, pod)) {
      if (ports.includes(ended.port) && !(ended.readsRequests && trustedProxies(world, pod) >= 1)) return ended;
    }
  }
  return undefined;
}

export const redirectBehindBalancer: Check = {
  code: 'MESH269',
  title: 'redirect to HTTPS behind a load balancer that terminates TLS',
  aliases: [],
  severity: Severity.ERROR,
  explanation: '`httpsRedirect` decides by `X-Forwarded-Proto` whether the request came over HTTPS. The gateway sets that header itself, from its own connection, as long as `numTrustedProxies` is 0. '
    + 'Where a load balancer terminates TLS and sends plain HTTP to the same port, every HTTPS request is redirected to HTTPS again, and browsers stop with "too many redirects".',
  run(world, report) {
    for (const gateway of world.all('Gateway', 'servers.tls.httpsRedirect')) {
      if (isEmpty(gateway.spec.selector)) continue;
      const pods = world.pods(gateway.spec.selector).slice(0, 20);
      gateway.spec.servers?.forEach((server, i) => {
        const ended = server.tls?.httpsRedirect === true ? behindTls(world, server, pods) : undefined;
        if (!ended) return;
        report(gateway, {
          pointer: pointer('spec', 'servers', i, 'tls', 'httpsRedirect'),
          message: `${ended.what} terminates TLS and forwards port ${ended.servicePort} to port ${ended.port} of the gateway, where this server redirects plain HTTP to HTTPS: HTTPS requests are redirected to themselves until clients give up`,
          fix: 'forward the TLS port to a separate server without httpsRedirect (protocol HTTP, its own targetPort in the Service); '
            + `or let the load balancer redirect and remove httpsRedirect${ended.readsRequests ? '; or set gatewayTopology: { numTrustedProxies: 1 } on the gateway so that it trusts X-Forwarded-Proto' : ''}`,
          related: [ended.by],
        });
      });
    }
    for (const { route, ended } of circles(world)) {
      const rule = ended && ruleOf(world, route.origin!);
      if (!ended || !rule?.virtualService || route.action.kind !== 'redirect' || route.action.schemeRedirect !== 'https') continue;
      const vs = rule.virtualService;
      const found = serversOf(world, vs).find(({ gateway, server }) => behindTls(world, server, world.pods(gateway.spec.selector)));
      if (!found) continue;
      const { gateway, index } = found;
      report(vs, {
        pointer: `${rule.redirect}/scheme`,
        message: `${ended.what} terminates TLS and forwards port ${ended.servicePort} to port ${ended.port} of the gateway, where server ${index} of Gateway ${gateway.namespace}/${gateway.name} accepts plain HTTP and this rule redirects to HTTPS: HTTPS requests are redirected to themselves until clients give up`,
        fix: 'match the header that the load balancer sets on plain requests (headers: { x-forwarded-proto: { exact: http } }, where the gateway trusts it), or forward the TLS port to a separate server',
        related: [ended.by, { item: gateway, pointer: pointer('spec', 'servers', index) }],
      });
    }
  },
};
