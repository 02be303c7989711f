import { grantSlots, reached, type RouteKind } from './grant';
import { grpcRules, speaksGrpc } from './grpc';
import { httpRules, type Place, type PlainRule } from './http';
import { backendRef } from './values';
import { backendsOrSplit, withDefault } from '../../model/compose';
import type { HttpRuleModel, TcpRuleModel } from '../../model/route';
import { carriesBytes, carriesHttp, carriesTls, type PortModel, type ServiceModel } from '../../model/service';
import { compact } from '../json';
import type { Slot } from '../plane';

type Json = { [k: string]: any };

const API = 'gateway.networking.k8s.io/v1';

/** The most rules that a route holds. */
export const MAX_RULES = 16;

/** The routes of a service's own rules, for callers in the mesh: attached to its Service, one for each port. */
export function meshRouteSlots(s: ServiceModel): readonly Slot[] {
  const slots: Slot[] = [];
  const kinds = new Set<RouteKind>();
  const add = (kind: RouteKind, name: string, port: PortModel | undefined, render: () => Json) => {
    kinds.add(kind);
    slots.push({ id: `${kind}-${name}`, apiVersion: API, kind, name, namespace: s.namespace, render: () => ({ spec: compact({ parentRefs: [parentRef(s, port)], ...render() }) }) });
  };
  if (s.httpRules.length > 0 || s.split.length > 0) {
    const ports = s.ports.filter(carriesHttp);
    for (const port of ports) {
      const rules = rulesOf(s, port);
      const kind = port.protocol === 'grpc' && s.kind === 'kubernetes' && speaksGrpc(rules) ? 'GRPCRoute' : 'HTTPRoute';
      const name = ports.length > 1 ? `${s.name}-${port.name}` : s.name;
      const hostnames = s.kind === 'external' ? s.hosts : undefined;
      for (let from = 0; from < rules.length; from += MAX_RULES) {
        add(kind, from === 0 ? name : `${name}-${from / MAX_RULES + 1}`, s.ports.length > 1 ? port : undefined, () => {
          const plain = rulesOf(s, port).slice(from, from + MAX_RULES).map((rule) => plainRule(s, rule, port));
          return { hostnames, rules: kind === 'GRPCRoute' ? grpcRules(plain, place(s, port)) : httpRules(plain, place(s, port)) };
        });
      }
    }
  }
  s.tlsRules.forEach((rule, i) => {
    const port = s.ports.find((p) => p.port === rule.port) ?? (s.ports.length > 1 ? s.ports.find(carriesTls) : undefined);
    add('TLSRoute', i === 0 ? s.name : `${s.name}-${i + 1}`, port, () => ({
      hostnames: rule.sniHosts,
      rules: [{ backendRefs: rule.backends.map((b) => backendRef(b, s.namespace, carriesTls, port?.port)) }],
    }));
  });
  for (const port of tcpPorts(s)) {
    const rule = tcpRuleOf(s, port);
    if (rule) {
      const name = s.ports.length > 1 ? `${s.name}-${port.name}` : s.name;
      add('TCPRoute', name, s.ports.length > 1 ? port : undefined, () => ({
        rules: [{ backendRefs: tcpRuleOf(s, port)!.backends.map((b) => backendRef(b, s.namespace, carriesBytes, port.port)) }],
      }));
    }
  }
  return [...slots, ...grantSlots(s.name, [...kinds], s.namespace, reached([{ service: s }]))];
}

function parentRef(s: ServiceModel, port: PortModel | undefined): Json {
  return s.kind === 'external'
    ? compact({ group: 'networking.istio.io', kind: 'ServiceEntry', name: s.name, port: port?.port })
    : compact({ group: '', kind: 'Service', name: s.name, port: port?.port });
}

/** The rules that hold on a port; the rule for everything else is the last one. */
function rulesOf(s: ServiceModel, port: PortModel): readonly HttpRuleModel[] {
  return withDefault(s).flatMap((rule) => {
    const matches = rule.matches.filter((m) => m.port === undefined || m.port === port.port).map(({ port: _port, ...m }) => m);
    return rule.matches.length > 0 && matches.length === 0 ? [] : [{ ...rule, matches: matches.some((m) => Object.keys(m).length === 0) ? [] : matches }];
  });
}

function plainRule(s: ServiceModel, rule: HttpRuleModel, port: PortModel): PlainRule {
  return { rule, matches: rule.matches, backends: backendsOrSplit(rule, s).map((b) => (b.port === undefined && b.service === s ? { ...b, port: port.port } : b)) };
}

function place(s: ServiceModel, port: PortModel): Place {
  return { namespace: s.namespace, port: port.port };
}

function tcpPorts(s: ServiceModel): readonly PortModel[] {
  return s.ports.filter(carriesBytes);
}

/** The rule for a port, or the split where the service has no requests. */
function tcpRuleOf(s: ServiceModel, port: PortModel): TcpRuleModel | undefined {
  const own = s.tcpRules.find((r) => r.port === undefined || r.port === port.port);
  return own ?? (s.split.length > 0 && !s.ports.some(carriesHttp) ? { backends: s.split } : undefined);
}
