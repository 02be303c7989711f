import { pointer, type Check, type Report } from '../engine/check';
import type { ItemOf } from '../engine/item';
import type { World } from '../engine/world';
import { Severity } from '../finding';
import { fleetDomains } from '../fleet/facts';

type Policy = ItemOf<'AuthorizationPolicy'>;
/** Every list of values of the rules, with the name of its field. */
function eachValue(policy: Policy, visit: (field: string, value: string, at: string, values: readonly string[]) => void): void {
  policy.spec.rules?.forEach((rule, i) => {
    const walk = (group: string, j: number, inner: string, object: Readonly<Record<string, readonly string[] | undefined>> | undefined) => {
      for (const [field, values] of Object.entries(object ?? {})) {
        if (Array.isArray(values)) values.forEach((v: unknown, k) => { if (typeof v === 'string') visit(field, v, pointer('spec', 'rules', i, group, j, inner, field, k), values as string[]); });
      }
    };
    rule.from?.forEach((f, j) => walk('from', j, 'source', f.source));
    rule.to?.forEach((t, j) => walk('to', j, 'operation', t.operation));
  });
}
const over = (visit: (world: World, report: Report, policy: Policy) => Parameters<typeof eachValue>[1]): Check['run'] => (world, report) => {
  for (const policy of world.all('AuthorizationPolicy')) eachValue(policy, visit(world, report, policy));
};
const EFFECT: Readonly<Record<string, string>> = { DENY: 'nothing is denied by it', AUDIT: 'nothing is logged by it', CUSTOM: 'nobody is asked because of it' };
/** What comes of a value that nothing matches. */
const effect = (policy: Policy, field: string): string => (field.startsWith('not') ? 'it excepts nothing' : EFFECT[policy.spec.action ?? ''] ?? 'nobody is allowed by it');
const EVASION: Readonly<Record<string, string>> = {
  'ALLOW hosts': 'clients that send the port are refused',
  'ALLOW notHosts': 'a client gets past the exception by adding the port',
  'DENY hosts': 'a client evades the denial by adding the port',
  'DENY notHosts': 'clients that send the port are denied',
};

const PATTERNED = new Set(['hosts', 'notHosts', 'methods', 'notMethods', 'paths', 'notPaths', 'principals', 'notPrincipals', 'requestPrincipals', 'notRequestPrincipals', 'namespaces', 'notNamespaces']);

export const midWildcard: Check = {
  code: 'MESH407',
  title: 'wildcard in the middle of a value',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Values of an AuthorizationPolicy may begin or end with `*`, or be `*`. Anywhere else it is an asterisk: `/api/*/items` matches that very path. For paths use the templates `{*}` (one segment) and `{**}` (any).',
  run: over((_, report, policy) => (field, value, at) => {
    if (!PATTERNED.has(field) || value === '*' || /\{\*\*?\}/.test(value)) return;
    const inner = value.startsWith('*') ? value.slice(1) : value.endsWith('*') ? value.slice(0, -1) : value;
    if (!inner.includes('*')) return;
    report(policy, {
      pointer: at,
      message: `"${value}" has an asterisk that is not its first or its last character alone, which is taken literally: no request matches it, ${effect(policy, field)}`,
      fix: field === 'paths' || field === 'notPaths' ? `write "${value.replace(/\*\*?/g, (s) => `{${s}}`)}"` : 'use * at the beginning or at the end only',
    });
  }),
};

export const hostWithoutPort: Check = {
  code: 'MESH405',
  title: 'host of an AuthorizationPolicy that a port in the request evades',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`hosts` is compared with the Host header as it comes. Clients may send `example.com:443`, which is not `example.com`: a DENY is evaded so, an ALLOW refuses honest clients.',
  run: over((_, report, policy) => (field, value, at, values) => {
    if ((field !== 'hosts' && field !== 'notHosts') || value.includes(':') || value.endsWith('*') || value === '') return;
    if (values.some((v) => v.startsWith(`${value}:`))) return;
    report(policy, {
      pointer: at,
      message: `a request whose Host header is ${value.replace(/^\*/, 'x')}:PORT does not match "${value}": ${EVASION[`${policy.spec.action ?? 'ALLOW'} ${field}`] ?? 'the rule does not hold for clients that send the port'}`,
      fix: `add "${value}:*" beside it`,
    });
  }),
};

const FORM = /^[^/]+\/ns\/[^/]+\/sa\/[^/]+$/;
export const principalForm: Check = {
  code: 'MESH408',
  title: 'principal that no client has',
  aliases: ['KIA0106', 'KIA0108'],
  severity: Severity.WARNING,
  explanation: 'A principal is `TRUST_DOMAIN/ns/NAMESPACE/sa/SERVICE_ACCOUNT`, without `spiffe://`. One of another form, of a trust domain that the mesh does not have, or of a service account that no workload runs as matches nobody.',
  run: over((world, report, policy) => (field, value, at) => {
    if ((field !== 'principals' && field !== 'notPrincipals') || value.includes('*')) return;
    const say = (message: string, fix: string, aliases: string[], severity?: Severity) =>
      report(policy, { pointer: at, aliases, message: `${message}: it matches no client, ${effect(policy, field)}`, fix, severity });
    if (value.startsWith('spiffe://')) return say(`"${value}" is written as a URI, and principals are compared without spiffe://`, `write "${value.slice('spiffe://'.length)}"`, []);
    if (!FORM.test(value)) return say(`"${value}" does not have the form TRUST_DOMAIN/ns/NAMESPACE/sa/SERVICE_ACCOUNT`, 'write the principal in full', []);
    const [domain, , namespace, , account] = value.split('/');
    const domains = [world.mesh.trustDomain, ...fleetDomains(world), ...world.mesh.config.trustDomainAliases ?? [], 'cluster.local'];
    if (!domains.includes(domain)) {
      const sure = (world.mesh.config.trustDomain ?? world.options.trustDomain) !== undefined;
      return say(`trust domain ${domain} is not that of the mesh${sure ? '' : ', as far as is known'} (${world.mesh.trustDomain})`, `write "${[world.mesh.trustDomain, ...value.split('/').slice(1)].join('/')}", or add the domain to trustDomainAliases`, ['KIA0108'], sure ? Severity.WARNING : Severity.INFO);
    }
    const runs = world.once(`accounts ${namespace}`, () => new Set(world.pods(undefined, namespace).map((p) => p.spec.serviceAccountName || p.spec.serviceAccount || 'default')));
    if (runs.has(account) || !world.closed(namespace) || world.siblings.length) return undefined;
    if (world.all('WorkloadEntry').some((w) => w.namespace === namespace && w.spec.serviceAccount === account)) return undefined;
    return say(`no workload of ${namespace} runs as service account ${account}`, 'name the service account of the client', ['KIA0106']);
  }),
};

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', '*']);
export const unknownMethod: Check = {
  code: 'MESH418',
  title: 'method that no request has',
  aliases: ['KIA0102'],
  severity: Severity.WARNING,
  explanation: 'Methods are compared as they come, in capitals. gRPC requests are POST; their method is in the path.',
  run: over((_, report, policy) => (field, value, at) => {
    if ((field !== 'methods' && field !== 'notMethods') || METHODS.has(value)) return;
    if ((value.endsWith('*') && [...METHODS].some((m) => m.startsWith(value.slice(0, -1)))) || (value.startsWith('*') && [...METHODS].some((m) => m.endsWith(value.slice(1))))) return;
    const grpc = /^\/.+\/.+/.test(value);
    const upper = METHODS.has(value.toUpperCase());
    report(policy, {
      pointer: at,
      severity: upper || grpc ? Severity.WARNING : Severity.INFO,
      aliases: grpc ? [] : undefined,
      message: `"${value}" is ${grpc ? 'the path of a gRPC method; its requests are POST' : upper ? 'in small letters, methods come in capitals' : 'no method of HTTP'}: no request matches it, ${effect(policy, field)}`,
      fix: grpc ? `use methods: ["POST"] and paths: ["${value}"]` : upper ? `write "${value.toUpperCase()}"` : 'name a method of HTTP',
    });
  }),
};
