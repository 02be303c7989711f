import type { EnvoyClusterMatch, EnvoyFilterChainMatch, EnvoyListenerMatch, EnvoyProxyMatch, EnvoyRouteConfigurationMatch, EnvoyRouteMatch, EnvoyVirtualHostMatch, EnvoyWaypointMatch } from './envoy-match';
import gatewayName from './gateway-ref';
import { anyNonEmpty, anyText, host, label, port, regex, text } from '../write/check';
import { type At, constant, filled, type Json, map, refuse, selection } from '../write/json';

export const envoyProxyMatch = selection<EnvoyProxyMatch>((p, at) => ({
  proxyVersion: regex(p.proxyVersion, at, 'proxyVersion'),
  metadata: map(p.metadata, at, 'metadata', anyText),
}));

export const envoyFilterChainMatch = selection<EnvoyFilterChainMatch>((p, at) => ({
  name: text(p.name, at, 'name'),
  sni: text(p.sni, at, 'sni'),
  transportProtocol: text(p.transportProtocol, at, 'transportProtocol'),
  destinationPort: port(p.destinationPort, at, 'destinationPort'),
  applicationProtocols: (filled(p.applicationProtocols, at, 'applicationProtocols', text) as string[] | undefined)?.join(','),
  filter: filterMatch(p.filter, p.subFilter, at),
}));

export const envoyListenerMatch = selection<EnvoyListenerMatch>((p, at) => ({
  name: text(p.name, at, 'name'),
  portNumber: port(p.portNumber, at, 'portNumber'),
  portName: text(p.portName, at, 'portName'),
  listenerFilter: text(p.listenerFilter, at, 'listenerFilter'),
  filterChain: envoyFilterChainMatch(p.filterChain, at, 'filterChain'),
}));

export const envoyRouteMatch = selection<EnvoyRouteMatch>((p, at) => ({
  name: text(p.name, at, 'name'),
  action: constant(p.action, at, 'action'),
}));

export const envoyVirtualHostMatch = selection<EnvoyVirtualHostMatch>((p, at) => ({
  name: text(p.name, at, 'name'),
  domainName: text(p.domainName, at, 'domainName'),
  route: envoyRouteMatch(p.route, at, 'route'),
}));

export const envoyRouteConfigurationMatch = selection<EnvoyRouteConfigurationMatch>((p, at) => ({
  name: text(p.name, at, 'name'),
  portNumber: port(p.portNumber, at, 'portNumber'),
  portName: text(p.portName, at, 'portName'),
  gateway: gatewayName(p.gateway, at, 'gateway'),
  vhost: envoyVirtualHostMatch(p.vhost, at, 'vhost'),
}));

export const envoyClusterMatch = selection<EnvoyClusterMatch>((p, at) => ({
  name: text(p.name, at, 'name'),
  service: host(p.service, at, 'service'),
  subset: label(p.subset, at, 'subset'),
  portNumber: port(p.portNumber, at, 'portNumber'),
}));

export const envoyWaypointMatch = selection<EnvoyWaypointMatch>((p, at) => ({
  portNumber: port(p.portNumber, at, 'portNumber'),
  filter: filterMatch(p.filter, p.subFilter, at),
  route: p.route === undefined ? undefined : { name: p.route },
}));

/** A filter with an optional sub-filter. */
export function filterMatch(filter: string | undefined, subFilter: string | undefined, at: At): Json | undefined {
  if (filter === undefined) {
    return subFilter === undefined ? undefined : refuse(at, 'subFilter needs the filter that contains it; set filter too');
  }
  const name = anyNonEmpty(filter, at, 'filter');
  return subFilter === undefined ? { name } : { name, subFilter: { name: anyNonEmpty(subFilter, at, 'subFilter') } };
}
