/** A request or a connection that arrives at a proxy, as AuthorizationPolicies see it. */
export interface Arrival {
  /** The port on which the pod listens. */
  readonly port: number;
  readonly host?: string;
  readonly method?: string;
  readonly path?: string;
  readonly ip?: string;
  readonly principal?: string;
  readonly sni?: string;
  /** Issuer and subject of a valid token. */
  readonly token?: string;
  readonly claims?: { readonly [name: string]: string };
  readonly labels: { readonly [name: string]: string };
  readonly namespace: string;
}

/** Whether some AuthorizationPolicies allow something, according to Istio's documentation. For connections, deny rules on HTTP attributes apply without them.
 * */
export function letsIn(objects: readonly any[], a: Arrival): boolean {
  const policies = objects.filter((o) => o.kind === 'AuthorizationPolicy' && o.metadata.namespace === a.namespace
    && Object.entries(o.spec?.selector?.matchLabels ?? {}).every(([name, value]) => a.labels[name] === value));
  const of = (action: string) => policies.filter((p) => (p.spec?.action ?? 'ALLOW') === action).map((p) => p.spec?.rules ?? []);
  if (of('DENY').some((rules) => rules.some((r: any) => fits(r, a, 'DENY')))) return false;
  const allow = of('ALLOW');
  return allow.length === 0 || allow.some((rules) => rules.some((r: any) => fits(r, a, 'ALLOW')));
}

function fits(rule: any, a: Arrival, action: 'ALLOW' | 'DENY'): boolean {
  const tcp = a.host === undefined;
  const one = (fields: any, name: string, value: string | undefined, http: boolean, match = glob): boolean => {
    const not = `not${name[0].toUpperCase()}${name.slice(1)}`;
    if (tcp && http) return action === 'DENY' || !(fields[name] || fields[not]);
    if (fields[name]?.length && !fields[name].some((p: string) => value !== undefined && match(p, value))) return false;
    return !(fields[not]?.length && fields[not].some((p: string) => value !== undefined && match(p, value)));
  };
  const source = ({ source: s }: any) => one(s, 'ipBlocks', a.ip, false, block) && one(s, 'remoteIpBlocks', a.ip, true, block) && one(s, 'principals', a.principal, false)
    && one(s, 'namespaces', a.principal?.split('/')[2], false) && one(s, 'requestPrincipals', a.token, true);
  const operation = ({ operation: o }: any) => one(o, 'hosts', a.host?.toLowerCase(), true) && one(o, 'ports', String(a.port), false) && one(o, 'methods', a.method ?? 'GET', true) && one(o, 'paths', a.path ?? '/', true);
  const condition = (w: any) => {
    const value = w.key === 'connection.sni' ? a.sni : w.key.startsWith('request.auth.claims') ? a.claims?.[w.key.slice(20, -1)] : w.key === 'remote.ip' || w.key === 'source.ip' ? a.ip : undefined;
    return one({ values: w.values, notValues: w.notValues }, 'values', value, w.key.startsWith('request.'), w.key.endsWith('.ip') ? block : glob);
  };
  return (!rule.from || rule.from.some(source)) && (!rule.to || rule.to.some(operation)) && (rule.when ?? []).every(condition);
}

function glob(pattern: string, value: string): boolean {
  return pattern === '*' || (pattern.startsWith('*') ? value.endsWith(pattern.slice(1)) : pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern);
}

function block(range: string, ip: string): boolean {
  const number = (s: string) => s.split('.').reduce((n, part) => n * 256 + Number(part), 0);
  const [address, length = '32'] = range.split('/');
  const size = 2 ** (32 - Number(length));
  return Math.floor(number(address) / size) === Math.floor(number(ip) / size);
}
