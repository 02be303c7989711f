import { tlsTo } from './_client-tls';
import { destinations, gatewaysOf, target } from './_destinations';
import type { Item, ItemOf } from '../../../world/item';
import { isOpaque, isTls } from '../../../world/protocol';
import type { Registered } from '../../../world/services';
import type { World } from '../../../world/world';
import { controllerOf } from '../../attachment/classes';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

type Route = ItemOf<'HTTPRoute'> | ItemOf<'GRPCRoute'>;
type ReportPort = (item: Item, at: string, service: Registered, port: Registered['ports'][number], who: string, fix: string) => void;

export const plainToTlsPort: Check = {
  code: 'MESH240',
  title: 'plain HTTP to a TLS port',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A gateway has terminated TLS, or a sidecar got plain HTTP from its application, and the request is sent in plaintext to a port declared as HTTPS or TLS: no DestinationRule or BackendTLSPolicy originates TLS. '
    + 'The server answers with a 400 or closes the connection (503 `UC`).',
  run(world, report) {
    const reportPort: ReportPort = (item, at, service, port, who, fix) => report(item, {
      pointer: at,
      message: `port ${port.number} of ${service.host} speaks ${port.protocol}, but the ${who} sends plain HTTP to it: the server answers with a 400 or closes the connection, and clients get a 503`,
      fix,
      related: [{ item: service.item, pointer: '/spec/ports' }],
    });
    virtualServices(world, reportPort);
    for (const kind of ['HTTPRoute', 'GRPCRoute'] as const) for (const route of world.all(kind)) gatewayApiRoute(world, route, reportPort);
  },
};

function virtualServices(world: World, reportPort: ReportPort): void {
  for (const use of destinations(world)) {
    const { vs, service } = use;
    if (use.kind !== 'http' || !service) continue;
    const number = use.destination.port?.number ?? (service.ports.length === 1 ? service.ports[0].number : undefined);
    const port = service.ports.find((p) => p.number === number);
    if (!port || !isTls(port.protocol)) continue;
    const gateway = gatewaysOf(vs).some((g) => g !== 'mesh');
    // sidecars see no requests of a host with TLS ports only: the rules are never used
    if (!gateway && !(vs.spec.hosts ?? []).some((h) => target(world, vs, h)?.ports.some((p) => !isOpaque(p.protocol)))) continue;
    const tls = tlsTo(world, service.host, port.number, use.destination.subset);
    if (tls && tls.mode !== 'DISABLE') continue;
    reportPort(vs, use.pointer, service, port, gateway ? 'gateway' : 'sidecar', `add a DestinationRule for ${service.host} with tls.mode SIMPLE on port ${port.number}, or pass TLS through`);
  }
}

/** Routes handled by Istio: other implementations may follow the protocol of the port. */
function gatewayApiRoute(world: World, route: Route, reportPort: ReportPort): void {
  const parents = (route.spec.parentRefs ?? []).filter((p) => p.kind === 'Service'
    || controllerOf(world, world.find('KubeGateway', p.namespace ?? route.namespace, p.name ?? '')?.spec.gatewayClassName) === 'istio');
  if (!parents.length) return;
  const who = parents.some((p) => p.kind !== 'Service') ? 'gateway' : 'client\'s proxy';
  route.spec.rules?.forEach((rule, i) => rule.backendRefs?.forEach((ref, j) => {
    if (ref.group || (ref.kind ?? 'Service') !== 'Service' || !ref.name) return;
    const namespace = ref.namespace ?? route.namespace;
    const service = world.service(world.registry.fqdn(ref.name, namespace), route.namespace);
    const port = service?.ports.find((p) => p.number === ref.port);
    if (!service || !port || !isTls(port.protocol)) return;
    const policy = world.all('BackendTLSPolicy').some((p) => p.namespace === namespace
      && p.spec.targetRefs?.some((t) => t.kind === 'Service' && t.name === ref.name && (!t.sectionName || t.sectionName === port.name)));
    const tls = tlsTo(world, service.host, port.number);
    if (policy || (tls && tls.mode !== 'DISABLE')) return;
    reportPort(route, pointer('spec', 'rules', i, 'backendRefs', j), service, port, who, `add a BackendTLSPolicy for Service ${namespace}/${ref.name}, or a TLSRoute that passes TLS through`);
  }));
}
