import { grpcRule, speaksGrpc } from './grpc-route';
import { hostnames } from './hosts';
import { destinations, httpRules, type Place } from './http-route';
import { connector, globally, type Json, resourceName } from './names';
import { ownerOf } from './parts';
import { compact } from '../../grammar/json';
import { backendsOrSplit, withDefault } from '../../model/compose';
import { defaultBackends } from '../../model/effective';
import { inOrder, type PlacedRule } from '../../model/order';
import type { BackendModel } from '../../model/route';
import { carriesBytes, carriesHttp, carriesTls, type PortModel, type ServiceModel } from '../../model/service';
import type { ServiceRoutingModel } from '../../model/service-routing';
import type { Slot } from '../plane';

/** The routes for callers of a service in the mesh. */
export function routeSlots(r: ServiceRoutingModel, s: ServiceModel): readonly Slot[] {
  const slots: Slot[] = [];
  const add = (kind: string, name: string, spec: () => Json) => slots.push(connector(r, 'networkservices', `NetworkServices${kind}`, name, () => ({
    ...globally(r), meshes: [{ name: r.mesh }], ...compact(spec()),
  }), { owner: ownerOf(s) }));
  const name = resourceName(s.namespace, s.name);
  const http = httpPorts(s);
  if (http.length > 0) {
    add('HTTPRoute', name, () => ({
      description: description(s, http),
      hostnames: hostnames(r, s),
      rules: http.flatMap((port) => {
        const place = { port: port.port, authority: http.length > 1 ? portOfAuthority(port.port) : undefined };
        return rulesAt(s, port).flatMap(({ rule, matches }) => httpRules(rule, matches, backendsAt(s, port, backendsOrSplit(rule, s)), place));
      }),
    }));
  }
  for (const port of grpcPorts(s)) {
    add('GRPCRoute', resourceName(s.namespace, s.name, String(port.port)), () => ({
      description: description(s, [port]),
      hostnames: hostnames(r, s).map((h) => `${h}:${port.port}`),
      rules: rulesAt(s, port).map(({ rule, matches }) => grpcRule(rule, matches, backendsAt(s, port, backendsOrSplit(rule, s)), port.port)),
    }));
  }
  const tls = s.ports.filter(carriesTls);
  if (tls.length > 0 || s.tlsRules.length > 0) {
    add('TLSRoute', name, () => ({ rules: tlsRules(r, s) }));
  }
  if (s.ports.some(carriesBytes) || s.tcpRules.length > 0) {
    add('TCPRoute', name, () => ({ rules: tcpRules(s) }));
  }
  return slots;
}

/** Ports whose rules a gRPC route can express. */
export function grpcPorts(s: ServiceModel): readonly PortModel[] {
  return s.ports.filter((p) => p.protocol === 'grpc' && rulesAt(s, p).every(({ rule }) => speaksGrpc(rule)));
}

/** All other request ports; they share the single route that a host can have. */
export function httpPorts(s: ServiceModel): readonly PortModel[] {
  const grpc = new Set(grpcPorts(s));
  return s.ports.filter((p) => carriesHttp(p) && !grpc.has(p));
}

/** The names of the rules, for which the API has no field. */
function description(s: ServiceModel, ports: readonly PortModel[]): string | undefined {
  const names = [...new Set(ports.flatMap((p) => rulesAt(s, p).map(({ rule }) => rule.name)).filter((n) => n !== undefined))];
  return names.length > 0 ? `rules in order: ${names.join(', ')}`.slice(0, 1024) : undefined;
}

/** Requests name their port, unless it is the default one. */
function portOfAuthority(port: number): Place['authority'] {
  return { kind: 'regex', value: port === 80 ? '[^:]+(:80)?' : `[^:]+:${port}` };
}

/** The rules for a port, in the order in which they are tried. */
function rulesAt(s: ServiceModel, port: PortModel): readonly PlacedRule[] {
  return inOrder(withDefault(s)).flatMap(({ rule, matches }) => {
    const here = matches.filter((m) => m.port === undefined || m.port === port.port).map(({ port: _port, ...m }) => m);
    return matches.length > 0 && here.length === 0 ? [] : [{ rule, matches: here.some((m) => Object.keys(m).length === 0) ? [] : here }];
  });
}

/** A service's own backends use the port that was called. */
function backendsAt(s: ServiceModel, port: PortModel, backends: readonly BackendModel[]): readonly BackendModel[] {
  return backends.map((b) => (b.port === undefined && b.service === s ? { ...b, port: port.port } : b));
}

/** By server name: those of rules, and the hosts of the service for each port without a rule. */
function tlsRules(r: ServiceRoutingModel, s: ServiceModel): Json[] {
  const ports = s.ports.filter(carriesTls);
  const rules = s.tlsRules.map((rule) => ({ matches: [{ sniHost: rule.sniHosts }], action: { destinations: destinations(rule.backends, rule.port ?? ports[0]?.port, carriesTls) } }));
  const named = new Set(s.tlsRules.flatMap((rule) => rule.sniHosts));
  const hosts = hostnames(r, s).filter((h) => !named.has(h));
  const port = ports[0];
  if (!port || hosts.length === 0) { return rules; }
  return [...rules, { matches: [{ sniHost: hosts }], action: { destinations: destinations(backendsAt(s, port, defaultBackends(s)), port.port, carriesTls) } }];
}

/** By the destination port of a connection, and its address if rules specify one. */
function tcpRules(s: ServiceModel): Json[] {
  const match = (port: number, subnets: readonly string[]) => (subnets.length > 0 ? subnets : ['0.0.0.0/0']).map((address) => ({ address, port: String(port) }));
  return s.ports.filter(carriesBytes).flatMap((port) => {
    const own = s.tcpRules.filter((rule) => rule.port === undefined || rule.port === port.port);
    const rules = own.map((rule) => ({
      matches: match(port.port, rule.destinationSubnets ?? []), action: { destinations: destinations(backendsAt(s, port, rule.backends), port.port, carriesBytes) },
    }));
    // addresses distinguish services on one port, so a service with rules for addresses has no others
    return own.length > 0 ? rules : [{
      matches: match(port.port, s.external?.addresses ?? []), action: { destinations: destinations(backendsAt(s, port, defaultBackends(s)), port.port, carriesBytes) },
    }];
  });
}
