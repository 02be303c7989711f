import type { GatewayModel } from '../../model/gateway';
import { principalOf } from '../../model/mesh';
import type { AccessRuleModel, CallModel, JwtModel, OperationModel } from '../../model/security';
import { arrivingCalls, carriesHttp, type ServiceModel } from '../../model/service';
import { compact, compactOrNone } from '../json';

type Json = { [k: string]: any };

/** Whether a service takes only declared calls. */
export function denies(s: ServiceModel): boolean {
  return s.namespaceModel?.denyByDefault ?? false;
}

/** The rules that let declared callers in: one for each different operation. */
export function callRules(s: ServiceModel): Json[] {
  const byOperation = new Map<string, { operation: Json | undefined; principals: Set<string> }>();
  for (const call of arrivingCalls(s)) {
    if (!call.identity) {
      continue;
    }
    const operation = callOperation(s, call);
    const key = JSON.stringify(operation ?? null);
    const entry = byOperation.get(key) ?? { operation, principals: new Set<string>() };
    entry.principals.add(principalOf(call.identity));
    byOperation.set(key, entry);
  }
  return [...byOperation.values()].map(({ operation, principals }) => compact({
    from: [{ source: { principals: [...principals].sort() } }],
    to: operation ? [{ operation }] : undefined,
  }));
}

/** What of a call the callee's proxy can check; ports are those that the workload listens on. */
function callOperation(s: ServiceModel, call: CallModel): Json | undefined {
  const own = call.target === s;
  return compactOrNone({
    methods: call.methods,
    paths: own ? call.paths : [],
    ports: workloadPorts(s, own && call.ports.length > 0 ? call.ports : s.ports.map((p) => p.port)),
  });
}

/** Policies see the port that the workload listens on, not the Service's. */
export function workloadPorts(s: ServiceModel, ports: readonly number[]): string[] {
  const targets = s.ports.filter((p) => ports.includes(p.port)).map((p) => p.targetPort ?? p.port);
  return targets.some((t) => typeof t === 'string') ? [] : [...new Set(targets.map(String))].sort((a, b) => Number(a) - Number(b));
}

/** The spec of an AuthorizationPolicy for rules of one action. */
export function accessPolicy(selector: { readonly [name: string]: string }, action: AccessRuleModel['action'], rules: readonly AccessRuleModel[], more: Json[], s?: ServiceModel): Json {
  return compact({
    selector: { matchLabels: selector },
    action: action.toUpperCase(),
    provider: action === 'custom' ? { name: rules[0].provider } : undefined,
    rules: [...more, ...rules.map((r) => accessRule(action === 'deny' && s ? onPorts(r, s) : r, s))],
  });
}

/**
 * A refusal that looks at requests, bound to the ports that carry them: on a port of bytes a proxy sees no request, and would refuse
 * every connection.
 */
function onPorts(r: AccessRuleModel, s: ServiceModel): AccessRuleModel {
  const o: OperationModel = r.operation ?? { methods: [], paths: [], ports: [], hosts: [] };
  const byRequest = [o.methods, o.paths, o.notPaths, o.hosts].some((v) => v?.length)
    || r.sources.some((x) => x.requestPrincipals) || r.when.some((w) => w.key.startsWith('request.'));
  return byRequest && o.ports.length === 0 ? { ...r, operation: { ...o, ports: httpPorts(s) } } : r;
}

function httpPorts(s: ServiceModel): readonly number[] {
  return s.ports.filter(carriesHttp).map((p) => p.port);
}

function accessRule(r: AccessRuleModel, s: ServiceModel | undefined): Json {
  return compact({
    from: r.sources.map((source) => ({ source: { ...source } })),
    to: r.operation ? [{ operation: operationSpec(r.operation, s) }] : undefined,
    when: r.when.map((w) => compact({ ...w })),
  });
}

function operationSpec(o: OperationModel, s: ServiceModel | undefined): Json {
  return compact({
    hosts: o.hosts,
    methods: o.methods,
    notMethods: o.notMethods,
    paths: o.paths,
    notPaths: o.notPaths,
    ports: o.ports.length === 0 ? undefined : s ? workloadPorts(s, o.ports) : o.ports.map(String),
  });
}

/** The spec of a RequestAuthentication. */
export function requestAuthentication(selector: { readonly [name: string]: string }, jwt: readonly JwtModel[]): Json {
  return {
    selector: { matchLabels: selector },
    jwtRules: jwt.map((j) => compact({
      issuer: j.issuer,
      audiences: j.audiences,
      jwksUri: j.jwksUri,
      jwks: j.jwks,
      fromHeaders: j.fromHeaders.map((h) => compact({ ...h })),
      fromParams: j.fromParams,
      fromCookies: j.fromCookies,
      forwardOriginalToken: j.forward ? true : undefined,
      outputPayloadToHeader: j.outputPayloadToHeader,
      outputClaimToHeaders: j.claimsToHeaders.map((c) => ({ claim: c.claim, header: c.header })),
      timeout: j.timeoutMs === undefined ? undefined : `${j.timeoutMs / 1000}s`,
    })),
  };
}

/**
 * The spec of the policy that refuses requests without a token: on its own, so that it holds whoever else allows them.
 * Undefined when no token is required.
 *
 * @param ports the workload's ports on which requests can be seen; all, when none is given
 */
export function tokenPolicy(selector: { readonly [name: string]: string }, jwt: readonly JwtModel[], ports: readonly string[] = []): Json | undefined {
  const required = jwt.filter((j) => j.required);
  if (required.length === 0) {
    return undefined;
  }
  const exempt = required.flatMap((j) => j.exemptPaths);
  // without ports the policy would refuse plain connections, which carry no token
  const operation = compactOrNone({ ports, notPaths: [...new Set(exempt)] });
  const to = operation && [{ operation }];
  const none = compact({ from: [{ source: { notRequestPrincipals: required.map((j) => `${j.issuer}/*`) } }], to });
  const claims = required.flatMap((j) => Object.entries(j.claims).map(([claim, values]) => compact({
    from: required.length > 1 ? [{ source: { requestPrincipals: [`${j.issuer}/*`] } }] : undefined,
    to,
    when: [{ key: `request.auth.claims${claim.split('.').map((c) => `[${c}]`).join('')}`, notValues: values }],
  })));
  return { selector: { matchLabels: selector }, action: 'DENY', rules: [none, ...claims] };
}

/** What a gateway's own policies hold. */
export function gatewayAccess(g: GatewayModel, action: AccessRuleModel['action']): readonly AccessRuleModel[] {
  return g.access.filter((r) => r.action === action);
}
