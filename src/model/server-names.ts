import { defaultBackends } from './effective';
import type { TlsRuleModel } from './route';
import { carriesTls, type PortModel, type ServiceModel } from './service';

/**
 * The TLS rules of a service, each for all names by which clients call the service, plus rules for its names on ports without one: once a port has a rule, a
 * proxy rejects all other server names there, and a split needs a rule to apply.
 * @param always whether a port without rules and split also gets a rule
 */
export function closedTlsRules(s: ServiceModel, always: (p: PortModel) => boolean = () => false): readonly TlsRuleModel[] {
  const names = serverNames(s);
  const given = s.tlsRules.map((r) => (s.kind === 'kubernetes' && r.sniHosts.includes(names[0]) ? { ...r, sniHosts: withShortNames(r, names, s.tlsRules) } : r));
  return [...given, ...s.ports.filter(carriesTls).flatMap((p) => {
    const here = given.filter((r) => (r.port ?? p.port) === p.port);
    const sniHosts = names.filter((name) => !here.some((r) => r.sniHosts.includes(name)));
    const needed = s.split.length > 0 || here.length > 0 || always(p);
    return needed && sniHosts.length > 0 ? [{ sniHosts, port: p.port, backends: defaultBackends(s) }] : [];
  })];
}

/** The names by which clients call a service and which they send as the server name, the full one first. */
function serverNames({ kind, name, namespace, client, hosts }: ServiceModel): readonly string[] {
  if (kind !== 'kubernetes') return hosts;
  // in the rules for callers in another namespace, a name without a dot belongs to that namespace
  return [hosts[0], `${name}.${namespace}.svc`, `${name}.${namespace}`, ...(client === undefined ? [name] : [])];
}

/** Applies a rule for the full name to the short names that have no rule. */
function withShortNames(rule: TlsRuleModel, names: readonly string[], all: readonly TlsRuleModel[]): readonly string[] {
  const others = all.filter((o) => o !== rule).flatMap((o) => o.sniHosts);
  return [...new Set([...rule.sniHosts, ...names.filter((name) => !others.includes(name))])];
}
