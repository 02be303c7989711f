import { destinations, httpRules } from './http-route';
import { connector, globally, type Json, resourceName } from './names';
import { compact } from '../../grammar/json';
import { composeAtEdge } from '../../model/compose';
import { composeTcpAtEdge, composeTlsAtEdge } from '../../model/compose-connections';
import type { GatewayModel, ListenerModel } from '../../model/gateway';
import { carriesBytes, carriesTls } from '../../model/service';
import type { ServiceRoutingModel } from '../../model/service-routing';
import type { Slot } from '../plane';

/** Scope of a gateway's Envoys: their bootstrap names it, and they get the routes of all gateways with it. */
export function gatewayScope(g: GatewayModel): string {
  return resourceName(g.namespace, g.name);
}

/** A Gateway for each port, and the routes of its listeners. */
export function gatewaySlots(r: ServiceRoutingModel, g: GatewayModel): readonly Slot[] {
  const owner = `gateway ${g.namespace}/${g.name}`;
  const ports = [...new Set(g.listeners.map((l) => l.port))];
  return [
    ...ports.map((port) => connector(r, 'networkservices', 'NetworkServicesGateway', portGateway(g, port), () => ({
      ...globally(r), type: 'OPEN_MESH', scope: gatewayScope(g), ports: [port],
    }), { owner })),
    ...g.listeners.flatMap((l) => routeSlots(r, g, l, owner)),
  ];
}

function portGateway(g: GatewayModel, port: number): string {
  return resourceName(g.namespace, g.name, String(port));
}

function description(l: ListenerModel): string | undefined {
  const names = composeAtEdge(l.httpRules, l.port).map((rule) => rule.name).filter((n) => n !== undefined);
  return names.length > 0 ? `rules in order: ${[...new Set(names)].join(', ')}`.slice(0, 1024) : undefined;
}

function routeSlots(r: ServiceRoutingModel, g: GatewayModel, l: ListenerModel, owner: string): readonly Slot[] {
  const name = resourceName(g.namespace, g.name, l.name);
  const route = (kind: string, spec: () => Json) => [connector(r, 'networkservices', `NetworkServices${kind}`, name, () => ({
    ...globally(r), gateways: [{ name: portGateway(g, l.port) }], ...compact(spec()),
  }), { owner })];
  if (l.redirectToHttps) {
    return route('HTTPRoute', () => ({ hostnames: l.hosts, rules: [{ action: { redirect: { httpsRedirect: true, responseCode: 'MOVED_PERMANENTLY_DEFAULT' } } }] }));
  }
  if (l.httpRules.length > 0) {
    return route('HTTPRoute', () => ({
      description: description(l),
      hostnames: l.hosts,
      rules: composeAtEdge(l.httpRules, l.port).flatMap((rule) => httpRules(rule, rule.matches, rule.backends, { port: l.port })),
    }));
  }
  if (l.tlsRules.length > 0) {
    return route('TLSRoute', () => ({ rules: l.tlsRules.flatMap((own) => composeTlsAtEdge(own, l.port)).map((rule) => ({ matches: [{ sniHost: rule.sniHosts }], action: { destinations: destinations(rule.backends, l.port, carriesTls) } })) }));
  }
  return l.tcpRules.length > 0 ? route('TCPRoute', () => ({ rules: l.tcpRules.map((own) => composeTcpAtEdge(own, l.port, carriesBytes)).map((rule) => ({ action: { destinations: destinations(rule.backends, l.port, carriesBytes) } })) })) : [];
}
