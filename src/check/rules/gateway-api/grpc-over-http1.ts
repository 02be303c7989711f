import type { Item } from '../../../world/item';
import type { Protocol } from '../../../world/protocol';
import type { Registered } from '../../../world/services';
import type { World } from '../../../world/world';
import { controllerOf } from '../../attachment/classes';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { protocol, serversOf } from '../gateway/_route-kind';
import { tlsTo } from '../traffic/_client-tls';
import { destinations } from '../traffic/_destinations';
import { rulesFor } from '../traffic/_rules';

type Port = Registered['ports'][number];
type Http = { readonly h2UpgradePolicy?: unknown; readonly useClientProtocol?: unknown } | undefined;

/** Ports to which a proxy speaks HTTP/1.1: those declared so, and at gateways those without a declared protocol. */
const FIRST: ReadonlySet<Protocol> = new Set(['HTTP', 'HTTP_PROXY']);
const NOT_SAID: ReadonlySet<Protocol> = new Set(['Unsupported', 'TCP']);

/** Whether a gateway or a client in the mesh speaks HTTP/1.1 to a port, and nothing overrides that. */
function first(world: World, service: Registered, port: Port, gateway: boolean): boolean {
  if (!FIRST.has(port.protocol) && !(gateway && NOT_SAID.has(port.protocol))) return false;
  if (world.mesh.config.h2UpgradePolicy === 'UPGRADE' || tlsTo(world, service.host, port.number, undefined)) return false;
  return !rulesFor(world, service.host).some(({ spec: { trafficPolicy } }) =>
    [trafficPolicy, ...trafficPolicy?.portLevelSettings?.filter((p) => p.port?.number === port.number) ?? []].some((p) => {
      const http = p?.connectionPool?.http as Http;
      return http?.h2UpgradePolicy === 'UPGRADE' || http?.useClientProtocol === true;
    }));
}

export const grpcOverHttp1: Check = {
  code: 'MESH317',
  title: 'gRPC to a port reached over HTTP/1.1',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'gRPC needs HTTP/2 on every hop. A proxy sends HTTP/2 to a port only if the Service declares it: by the name (`grpc`, `grpc-…`, `http2`) or by `appProtocol` (`grpc`, `http2`, `kubernetes.io/h2c`). '
    + 'A gateway sends HTTP/1.1 to ports named `http` and to those that declare no protocol; gRPC requests fail there with status 14 (UNAVAILABLE) or 464.',
  run(world, report) {
    const reportPort = (item: Item, at: string, service: Registered, port: Port, who: string) => report(item, {
      pointer: at,
      severity: service.selector && world.pods(service.selector, service.namespace).length ? Severity.ERROR : Severity.WARNING, // what has no pods here may be something else
      message: `the ${who} sends HTTP/1.1 to port ${port.number} of ${service.host}, which ${port.declared ? `is declared as '${port.declared}'` : 'declares no protocol'}: gRPC requests fail there`,
      fix: `name the port grpc${port.declared && /^http(-|$)/.test(port.name) ? port.name.slice(4) : ''} in the Service, or set appProtocol: grpc`,
      related: [{ item: service.item, pointer: '/spec/ports' }],
    });
    for (const route of world.all('GRPCRoute')) {
      const parents = route.spec.parentRefs ?? [];
      const gateway = parents.some((p) => (p.kind ?? 'Gateway') === 'Gateway'
        && controllerOf(world, world.find('KubeGateway', p.namespace ?? route.namespace, p.name ?? '')?.spec.gatewayClassName) === 'istio');
      if (!gateway && !parents.some((p) => p.kind === 'Service' && (p.group ?? '') === '')) continue;
      route.spec.rules?.forEach((rule, i) => rule.backendRefs?.forEach((ref, j) => {
        if (ref.group || (ref.kind ?? 'Service') !== 'Service' || !ref.name) return;
        const service = world.registry.same(world.registry.fqdn(ref.name, ref.namespace ?? route.namespace)).find((s) => !s.made);
        const port = service?.ports.find((p) => p.number === ref.port);
        if (service && port && first(world, service, port, gateway)) reportPort(route, pointer('spec', 'rules', i, 'backendRefs', j, 'port'), service, port, gateway ? 'gateway' : 'client\'s proxy');
      }));
    }
    for (const use of destinations(world)) {
      if (use.kind !== 'http' || use.mirror || !use.service || use.service.made || use.service.kind !== 'Service') continue;
      const servers = serversOf(world, use.vs);
      if (!servers.length || !servers.every(({ server }) => protocol(server) === 'GRPC')) continue;
      const number = use.destination.port?.number ?? (use.service.ports.length === 1 ? use.service.ports[0].number : undefined);
      const port = use.service.ports.find((p) => p.number === number);
      if (port && first(world, use.service, port, true)) reportPort(use.vs, use.pointer, use.service, port, 'gateway');
    }
  },
};
