import type { TlsRuleModel } from './route';
import { carriesTls, type PortModel, type ServiceModel } from './service';

/**
 * The rules of a service for TLS, each for all names by which clients call the service, and those for its names on ports without one: as soon as one rule
 * matches on a port, a proxy lets no other server name through there, and a split holds for none without a rule.
 *
 * @param always whether a port without rules and split gets one too
 */
export function closedTlsRules(s: ServiceModel, always: (p: PortModel) => boolean = () => false): readonly TlsRuleModel[] {
  const names = serverNames(s);
  const given = s.tlsRules.map((r) => (s.kind === 'kubernetes' && r.sniHosts.includes(names[0]) ? { ...r, sniHosts: withShortNames(r, names, s.tlsRules) } : r));
  return [...given, ...s.ports.filter(carriesTls).flatMap((p) => {
    const here = given.filter((r) => (r.port ?? p.port) === p.port);
    const sniHosts = names.filter((name) => !here.some((r) => r.sniHosts.includes(name)));
    const needed = s.split.length > 0 || here.length > 0 || always(p);
    return needed && sniHosts.length > 0 ? [{ sniHosts, port: p.port, backends: s.split.length > 0 ? s.split : [{ service: s }] }] : [];
  })];
}

/** The names by which clients call a service and which they send as the server name, the full one first. */
function serverNames({ kind, name, namespace, client, hosts }: ServiceModel): readonly string[] {
  if (kind !== 'kubernetes') return hosts;
  // in the rules of another namespace's callers a name without a dot is one of theirs
  return [hosts[0], `${name}.${namespace}.svc`, `${name}.${namespace}`, ...(client === undefined ? [name] : [])];
}

/** A rule for the full name holds for those of the others that have no rule. */
function withShortNames(rule: TlsRuleModel, names: readonly string[], all: readonly TlsRuleModel[]): readonly string[] {
  const others = all.filter((o) => o !== rule).flatMap((o) => o.sniHosts);
  return [...new Set([...rule.sniHosts, ...names.filter((name) => !others.includes(name))])];
}
