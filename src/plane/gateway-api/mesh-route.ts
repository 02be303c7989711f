import { grantSlots, reached, type RouteKind } from './grant';
import { grpcRules, speaksGrpc } from './grpc';
import { httpRules, type Place, type PlainRule } from './http';
import { backendRef } from './values';
import { compact } from '../../grammar/json';
import { backendsOrSplit, withDefault } from '../../model/compose';
import { joined, numbered } from '../../model/object-name';
import type { HttpRuleModel, TcpRuleModel } from '../../model/route';
import { closedTlsRules } from '../../model/server-names';
import { carriesBytes, carriesHttp, carriesTls, clientName, clientNamespaces, type PortModel, type ServiceModel } from '../../model/service';
import type { Slot } from '../plane';

type Json = { [k: string]: any };

const API = 'gateway.networking.k8s.io/v1';

/** The maximum number of rules in a route. */
export const MAX_RULES = 16;

/**
 * The routes of a service's own rules, for callers in the mesh: attached to its Service, one for each port. Rules for callers in one namespace are in a route
 * in that namespace, with all other rules that apply to them: a consumer's route replaces the producer's.
 */
export function meshRouteSlots(s: ServiceModel): readonly Slot[] {
  const slots: Slot[] = [];
  const kinds = new Map<string | undefined, Set<RouteKind>>();
  const add = (kind: RouteKind, name: string, port: PortModel | undefined, render: () => Json, consumer?: string) => {
    kinds.set(consumer, (kinds.get(consumer) ?? new Set<RouteKind>()).add(kind));
    slots.push({
      id: consumer === undefined ? `${kind}-${name}` : `${kind}-${name}-of-${consumer}`,
      apiVersion: API,
      kind,
      name,
      namespace: consumer ?? s.namespace,
      render: () => ({ spec: compact({ parentRefs: [parentRef(s, port, consumer)], ...render() }) }),
    });
  };
  // for another owner's service, only routes for the callers in this app are written
  const everybody = s.client === undefined ? [undefined, ...consumersOf(s)] : clientNamespaces(s);
  for (const consumer of s.httpRules.length > 0 || s.split.length > 0 ? everybody : []) {
    const ports = s.ports.filter(carriesHttp);
    for (const port of ports) {
      const rules = rulesOf(s, port, consumer);
      const kind = port.protocol === 'grpc' && s.kind === 'kubernetes' && speaksGrpc(rules) ? 'GRPCRoute' : 'HTTPRoute';
      const own = consumer === undefined ? s.name : clientName(s, consumer);
      const name = ports.length > 1 ? joined(own, port.name) : own;
      const hostnames = s.kind === 'external' ? s.hosts : undefined;
      const at: Place = { namespace: consumer ?? s.namespace, port: port.port };
      for (let from = 0; from < rules.length; from += MAX_RULES) {
        add(kind, numbered(name, from / MAX_RULES), s.ports.length > 1 ? port : undefined, () => {
          const plain = rulesOf(s, port, consumer).slice(from, from + MAX_RULES).map((rule) => plainRule(s, rule, port));
          return { hostnames, rules: kind === 'GRPCRoute' ? grpcRules(plain, at) : httpRules(plain, at) };
        }, consumer);
      }
    }
  }
  if (s.client !== undefined) {
    return slots; // grants belong to the owner, and connections can't be distinguished by caller
  }
  // istiod ignores names in a route that the parent does not have
  closedTlsRules(s).flatMap((rule) => rule.sniHosts.map((name) => ({ ...rule, sniHosts: [name] }))).forEach((rule, i) => {
    const port = s.ports.find((p) => p.port === rule.port) ?? (s.ports.length > 1 ? s.ports.find(carriesTls) : undefined);
    add('TLSRoute', numbered(s.name, i), port, () => ({
      hostnames: rule.sniHosts,
      rules: [{ backendRefs: rule.backends.map((b) => backendRef(b.service === s && b.port === undefined ? { ...b, port: port?.port } : b, s.namespace, carriesTls, port?.port)) }],
    }));
  });
  for (const port of s.ports.filter(carriesBytes)) {
    const rule = tcpRuleOf(s, port);
    if (rule) {
      const name = s.ports.length > 1 ? joined(s.name, port.name) : s.name;
      add('TCPRoute', name, s.ports.length > 1 ? port : undefined, () => ({
        rules: [{
          backendRefs: tcpRuleOf(s, port)!.backends.map((b) => backendRef(b.service === s && b.port === undefined ? { ...b, port: port.port } : b, s.namespace, carriesBytes, port.port)),
        }],
      }));
    }
  }
  return [...slots, ...[...kinds].flatMap(([consumer, those]) => grantSlots(s.name, [...those], consumer ?? s.namespace, reached([{ service: s }]), consumer))];
}

/** The namespaces of callers that rules distinguish. */
export function consumersOf(s: ServiceModel): readonly string[] {
  return [...new Set(s.httpRules.flatMap((r) => r.matches.flatMap((m) => m.sourceNamespace ?? [])))].sort();
}

/** The settings that consumer routes can't express. */
export function consumerLosses(s: ServiceModel): readonly string[] {
  if (s.client !== undefined && s.tlsRules.length + s.tcpRules.length > 0) {
    return [`${s.path}: with Gateway API, TLS and TCP rules apply to all callers of a service, and namespace '${s.namespace}' belongs to another owner; declare them in the app that defines the service`];
  }
  return consumersOf(s).flatMap((n) => (s.kind === 'external' ? [`${s.path}: a route for callers in namespace '${n}' must be attached to a Service, and this service is outside the mesh; remove sourceNamespace`]
    : n === s.namespace ? [`${s.path}: a route in the service's own namespace '${n}' applies to all callers, so callers of that namespace can't be matched separately; send a header from them and match it`] : []));
}

function parentRef(s: ServiceModel, port: PortModel | undefined, consumer?: string): Json {
  return s.kind === 'external'
    ? compact({ group: 'networking.istio.io', kind: 'ServiceEntry', name: s.name, port: port?.port })
    : { group: '', ...compact({ kind: 'Service', name: s.name, namespace: consumer === undefined ? undefined : s.namespace, port: port?.port }) };
}

/** The rules for a port; the default rule comes last. */
function rulesOf(s: ServiceModel, port: PortModel, consumer: string | undefined): readonly HttpRuleModel[] {
  const forThem = (rule: HttpRuleModel) => consumer !== undefined && rule.matches.some((m) => m.sourceNamespace === consumer);
  const all = withDefault(s, port.port);
  // if matches are equal, the first rule takes precedence, and those for the consumer are more specific
  return [...all.filter(forThem), ...all.filter((r) => !forThem(r))].flatMap((rule) => {
    const matches = rule.matches.filter((m) => (m.port === undefined || m.port === port.port) && (m.sourceNamespace === undefined || m.sourceNamespace === consumer))
      .map(({ port: _port, sourceNamespace: _from, ...m }) => m);
    return rule.matches.length > 0 && matches.length === 0 ? [] : [{ ...rule, matches: matches.some((m) => Object.keys(m).length === 0) ? [] : matches }];
  });
}

function plainRule(s: ServiceModel, rule: HttpRuleModel, port: PortModel): PlainRule {
  return { rule, matches: rule.matches, backends: backendsOrSplit(rule, s).map((b) => (b.port === undefined && b.service === s ? { ...b, port: port.port } : b)) };
}

/** The rule for a port, or the split. */
function tcpRuleOf(s: ServiceModel, port: PortModel): TcpRuleModel | undefined {
  const own = s.tcpRules.find((r) => r.port === undefined || r.port === port.port);
  return own ?? (s.split.length > 0 ? { backends: s.split } : undefined);
}
