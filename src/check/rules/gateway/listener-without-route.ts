import { boundTo, meetsHosts } from './_bound';
import type { Item, ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import type { ListenerModel } from '../../attachment/model';
import { attachedListeners, ROUTE_KINDS } from '../../attachment/routes';
import { simulate } from '../../attachment/simulate';
import { pointer, type Check, type Report } from '../../engine/check';
import { Severity } from '../../finding';

type VirtualService = ItemOf<'VirtualService'>;

/** Modes in which the service registry, not a VirtualService, determines the destination. */
const AUTOMATIC = new Set(['AUTO_PASSTHROUGH', 'ISTIO_MUTUAL']);

/** Whether a rule of a VirtualService may apply to a port of its gateways. */
const hasRulesFor = ({ spec }: VirtualService, port: number | undefined): boolean =>
  [...spec.http ?? [], ...spec.tls ?? [], ...spec.tcp ?? []].some((rule) => !rule.match?.length || rule.match.some((m) => m.port === undefined || m.port === port));

/** Whether the hosts of a server name other namespaces, whose routes may be defined elsewhere. */
const isOpen = (hosts: readonly string[], home: string): boolean => hosts.some((h) => h.includes('/') && ![home, '.', '*'].includes(h.slice(0, h.indexOf('/'))));

/** Whether a listener accepts routes from other namespaces: the model names more than the Gateway's own namespace only if others add routes. */
const isOpenListener = ({ listener }: ListenerModel): boolean => {
  const { from, selector } = listener.allowedRoutes?.namespaces ?? {};
  return from === 'All' || (from === 'Selector' && selector?.matchExpressions !== undefined);
};

/** Only constructs of the model: a handwritten Gateway usually has its routes elsewhere. */
const isOurs = (item: Item): boolean => item.origin.rendered === true;

function judgeServers(world: World, report: Report): void {
  for (const gateway of world.all('Gateway').filter(isOurs)) {
    gateway.spec.servers?.forEach((server, i) => {
      const hosts = server.hosts ?? [];
      if (server.tls?.httpsRedirect || AUTOMATIC.has(server.tls?.mode ?? '') || isOpen(hosts, gateway.namespace)) return;
      const bound = boundTo(world, gateway).filter((vs) => hasRulesFor(vs, server.port?.number));
      const lost = hosts.filter((host) => !bound.some((vs) => meetsHosts(gateway, [host], vs)));
      if (lost.length > 0) report(gateway, found(pointer('spec', 'servers', i), lost, server.port?.number));
    });
  }
}

function judgeListeners(world: World, report: Report): void {
  const owners = [...world.all('KubeGateway'), ...world.all('ListenerSet')].filter(isOurs);
  if (owners.length === 0) return;
  const taken = new Set<ListenerModel>();
  for (const kind of ROUTE_KINDS) {
    for (const route of world.all(kind)) {
      for (const ref of route.spec.parentRefs ?? []) attachedListeners(world, route, ref).forEach((l) => taken.add(l));
    }
  }
  for (const owner of owners) {
    for (const l of simulate(world).parents.get(`${owner.kind} ${owner.namespace}/${owner.name}`) ?? []) {
      if (!isOpenListener(l) && !taken.has(l)) report(owner, found(l.pointer, [l.hostname], l.port));
    }
  }
}

const found = (at: string, hosts: readonly string[], port: number | undefined) => ({
  pointer: at,
  message: `there is no route for ${hosts.join(', ')} on port ${port ?? '?'}: requests get a 404, and connections are closed`,
  fix: 'add a route to the listener, or set openTo to the namespaces that attach their routes from other apps',
});

export const listenerWithoutRoute: Check = {
  code: 'MESH449',
  title: 'listener of an IngressGateway or ListenerSet without a route',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A listener of an `IngressGateway` or a `ListenerSet` has a host for which neither the app\'s constructs nor any other checked object has a route. The proxy opens the port and answers every request for the host with a 404. '
    + 'Where teams attach routes from their own apps, set `openTo`: it also limits the listener to their namespaces.',
  run(world, report) {
    judgeServers(world, report);
    judgeListeners(world, report);
  },
};
