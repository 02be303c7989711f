import { accessHost } from './access-host';
import { accessPath } from './access-path';
import { peerRange } from './access-range';
import type { Identity } from './identity';
import { known, made, oneOf } from '../grammar/given';
import * as names from '../grammar/names';
import { guarded } from '../guard/guard';
import { principalOf } from '../model/mesh';
import type { AccessRuleModel, OperationModel, SourceModel } from '../model/security';
import { carriesHttp, requirePort, type ServiceModel } from '../model/service';
import { HttpMethod } from '../traffic/http-method';

/** The source of a request. */
export class Source {
  /** Workloads of an identity. */
  public static identity(identity: Identity): Source {
    return new Source({}, identity);
  }

  /** All workloads of a namespace. */
  public static namespace(namespace: string): Source {
    return new Source({ namespaces: [names.dnsLabel('Source.namespace: namespace', namespace)] });
  }

  /** Any identity of the mesh. */
  public static anyIdentity(): Source {
    return new Source({ principals: ['*'] });
  }

  /** Callers without a mesh identity, using plaintext. */
  public static noIdentity(): Source {
    return new Source({ notPrincipals: ['*'] });
  }

  /**
   * Connections from these address ranges, as seen by the proxy.
   *
   * @param cidrs addresses or ranges, such as `10.0.0.0/8`
   * @throws when there are none, or one is neither an address nor a range, or is an IPv4 range in the form of IPv6 (`::ffff:10.0.0.1`), which matches no peer
   */
  public static ipBlocks(...cidrs: string[]): Source {
    return new Source({ ipBlocks: ranges(cidrs, peerRange) });
  }

  /**
   * Clients in these address ranges, according to the trusted hops of `X-Forwarded-For`: for gateways behind a load balancer. Any caller can send that header
   * to a service, so combine this source with the gateway's identity there: `Source.clientIpBlocks(…).and(Source.identity(…))`.
   *
   * @param cidrs addresses or ranges, such as `203.0.113.0/24`
   * @throws when there are none, or one is neither an address nor a range
   */
  public static clientIpBlocks(...cidrs: string[]): Source {
    return new Source({ remoteIpBlocks: ranges(cidrs, names.addressRange) });
  }

  /**
   * Requests with a valid token of an issuer.
   *
   * @param issuer the token's `iss`
   * @param subject the token's `sub`; any by default
   * @throws when the issuer or the subject is empty
   */
  public static token(issuer: string, subject?: string): Source {
    if (issuer === '' || subject === '') {
      throw new Error(`Source.token: issuer and subject must not be empty, got: '${issuer}', '${subject ?? '*'}'; use '*' for tokens of any issuer`);
    }
    return new Source({ requestPrincipals: [`${issuer}/${subject ?? '*'}`] });
  }

  private constructor(private readonly model: SourceModel, private readonly who?: Identity) {}

  /** Matches requests that both sources match. */
  public and(other: Source): Source {
    const twice = Object.keys(this._model('')).find((k) => k in other._model(''));
    if (twice) {
      throw new Error(`Source.and: both sources set ${twice}, and a request has only one; add two sources to the rule to match either`);
    }
    return new Source({ ...this.model, ...other.model }, this.who ?? other.who);
  }

  /** @internal */
  public _model(trustDomain: string): SourceModel {
    return this.who ? { principals: [principalOf(this.who._in(trustDomain))], ...this.model } : this.model;
  }
}
guarded(Source, 'Source');

function ranges(cidrs: string[], checked: (what: string, range: string) => string): string[] {
  if (cidrs.length === 0) {
    throw new Error('Source: the list of addresses is empty; add at least one address or range, such as 10.0.0.0/8');
  }
  return cidrs.map((c) => checked('Source: an address', c));
}

const ATTRIBUTE = /^(?:source\.(?:ip|namespace|principal|serviceAccount)|remote\.ip|destination\.(?:ip|port)|connection\.sni|request\.auth\.(?:principal|audiences|presenter)|(?:request\.headers|request\.auth\.claims|experimental\.envoy\.filters\.[^[]+)(?:\[[^\]]+\])+)$/;
const ADDRESSES = ['source.ip', 'remote.ip', 'destination.ip'];
const HOSTS = ['connection.sni', 'request.headers[host]', 'request.headers[:authority]'];

/** Throws for a condition that no request can match. */
function checkCondition(what: string, { key, values, notValues }: AccessCondition): void {
  const given = [...values ?? [], ...notValues ?? []];
  names.filled(`${what}: the condition on '${key}'`, { values, notValues }, { values: 'any value', notValues: 'no exceptions' });
  if (!ATTRIBUTE.test(key)) {
    throw new Error(`${what}: there is no attribute '${key}'; use source.ip, source.namespace, source.principal, source.serviceAccount, remote.ip, destination.ip, destination.port, `
      + 'connection.sni, request.headers[NAME], request.auth.principal, request.auth.audiences, request.auth.presenter or request.auth.claims[NAME]');
  }
  if (given.length === 0) {
    throw new Error(`${what}: the condition on '${key}' has no values; set values or notValues`);
  }
  for (const value of given) {
    if (ADDRESSES.includes(key)) {
      (key === 'remote.ip' ? names.addressRange : peerRange)(`${what}: a value of the condition on '${key}'`, value);
    } else if (key === 'destination.port') {
      names.port(`${what}: a value of the condition on '${key}'`, /^\d+$/.test(value) ? Number(value) : NaN);
    } else if (value === '') {
      throw new Error(`${what}: the condition on '${key}' has an empty value; use '*' for any value`);
    } else if (HOSTS.includes(key)) {
      accessHost(`${what}: a value of the condition on '${key}'`, value);
    }
  }
}

/** An additional condition of an access rule. */
export interface AccessCondition {
  /**
   * The attribute, such as `request.headers[x-team]`, `request.auth.claims[group]`, `destination.port`.
   *
   * @see https://istio.io/latest/docs/reference/config/security/conditions/
   */
  readonly key: string;
  /**
   * Allowed values of the attribute.
   *
   * @default - any
   */
  readonly values?: string[];
  /**
   * Excluded values of the attribute.
   *
   * @default - none
   */
  readonly notValues?: string[];
}

/** An access rule in addition to the declared calls. A request must match all given properties. */
export interface AccessRule {
  /**
   * Sources, any of which matches.
   *
   * @default - any source
   */
  readonly from?: Source[];
  /**
   * Methods of HTTP requests.
   *
   * @default - all methods
   */
  readonly methods?: HttpMethod[];
  /**
   * Paths of HTTP requests, in the normalized form that proxies compare: without dot segments, backslashes and needless escapes.
   *
   * @default - all paths
   */
  readonly paths?: string[];
  /**
   * Paths that the rule does not cover.
   *
   * @default - none
   */
  readonly exceptPaths?: string[];
  /**
   * Hosts of requests, in ASCII (international names in punycode), without a scheme or path. A final dot is dropped.
   *
   * @default - all hosts
   */
  readonly hosts?: string[];
  /**
   * Ports of the service, or of the gateway's listeners.
   *
   * @default - all ports
   */
  readonly ports?: number[];
  /**
   * Claims of the request's token, each with its allowed values; a dot selects a nested claim. The service or gateway must validate the token:
   * `requireJwt`.
   *
   * @default - any claims
   */
  readonly claims?: { readonly [name: string]: string[] };
  /**
   * Whether the rule is a dry run: it has no effect, but the proxies' metrics and logs show what it would have decided. For allow and deny rules of
   * services.
   *
   * @default false
   * @see https://istio.io/latest/docs/tasks/security/authorization/authz-dry-run/
   */
  readonly dryRun?: boolean;
  /**
   * Additional conditions, all of which must hold.
   *
   * @default - none
   */
  readonly when?: AccessCondition[];
}

function claimCondition(what: string, claim: string, values: readonly string[]): AccessRuleModel['when'][number] {
  const parts = claim.split('.');
  if (parts.some((n) => n === '' || /[[\]]/.test(n)) || values.length === 0 || values.some((v) => v === '')) {
    throw new Error(`${what}: each claim must have a non-empty name and at least one non-empty value, got: '${claim}' with '${values.join('\', \'')}'`);
  }
  return { key: `request.auth.claims${parts.map((n) => `[${n}]`).join('')}`, values: [...values] };
}

/** Any caller of a service can send `X-Forwarded-For`; it identifies the client only together with the identity of a gateway. */
function checkClientAddress(what: string, rule: AccessRule, sources: readonly SourceModel[]): void {
  const byCondition = rule.when?.some((w) => w.key === 'remote.ip') ? 'remote.ip' : undefined;
  const named = (s: SourceModel) => s.principals?.some((p) => p !== '*') ?? false;
  const open = sources.find((s) => s.remoteIpBlocks && !named(s));
  if (open || (byCondition && !(sources.length > 0 && sources.every(named)))) {
    const value = open ? `Source.clientIpBlocks(${open.remoteIpBlocks!.map((b) => `'${b}'`).join(', ')})` : 'the condition on remote.ip';
    throw new Error(`${what}: ${value} relies on X-Forwarded-For, which any caller of a service can forge; put the rule on the gateway, or require the gateway's identity too: `
      + 'Source.clientIpBlocks(…).and(Source.identity(…))');
  }
}

const RULE: { readonly [K in keyof Required<AccessRule>]: true } = {
  from: true, methods: true, paths: true, exceptPaths: true, hosts: true, ports: true, claims: true, dryRun: true, when: true,
};
const CONDITION: { readonly [K in keyof Required<AccessCondition>]: true } = { key: true, values: true, notValues: true };

/** @internal */
export function accessRuleModel(what: string, action: AccessRuleModel['action'], rule: AccessRule, trustDomain: string, target?: ServiceModel, provider?: string): AccessRuleModel {
  known(what, rule, RULE);
  rule.from?.forEach((s) => made(`${what}: a source`, s, '_model', 'a Source, such as Source.namespace(…)'));
  names.filled(what, rule, {
    from: 'anybody', methods: 'all methods', paths: 'all paths', exceptPaths: 'no exceptions', hosts: 'all hosts', ports: 'all ports', claims: 'any claims', when: 'no conditions',
  });
  rule.methods?.forEach((method) => oneOf(`${what}: a method`, method, HttpMethod));
  const byRequest = [rule.methods, rule.paths, rule.exceptPaths, rule.hosts].some((v) => v?.length);
  const ports = target?.ports.filter((p) => !rule.ports || rule.ports.includes(p.port)) ?? [];
  if (target) {
    rule.ports?.forEach((p) => requirePort(`${what}: service '${target.name}'`, target.ports, p));
  }
  if (byRequest && ports.length > 0 && !ports.every(carriesHttp)) {
    const bytes = ports.filter((p) => !carriesHttp(p)).map((p) => `${p.port} ${p.protocol}`).join(', ');
    throw new Error(`${what}: methods, paths and hosts can be matched on HTTP ports only, and this rule covers ${bytes}; list the HTTP ports in 'ports'`);
  }
  const operation: OperationModel = {
    methods: rule.methods ?? [],
    paths: (rule.paths ?? []).map((p) => accessPath(what, p)),
    notPaths: rule.exceptPaths?.map((p) => accessPath(what, p)),
    ports: rule.ports ?? [],
    hosts: (rule.hosts ?? []).map((h) => accessHost(`${what}: a host`, h)),
  };
  const restricts = byRequest || operation.ports.length > 0;
  rule.when?.forEach((condition) => known(`${what}: a condition`, condition, CONDITION));
  rule.when?.forEach((condition) => checkCondition(what, condition));
  const sources = (rule.from ?? []).map((s) => s._model(trustDomain));
  if (target) {
    checkClientAddress(what, rule, sources);
  }
  if (rule.dryRun && (!target || action === 'audit' || action === 'custom')) {
    throw new Error(`${what}: dryRun is supported only for allow and deny rules of services; remove dryRun`);
  }
  const claims = Object.entries(rule.claims ?? {}).map(([claim, values]) => claimCondition(what, claim, values));
  if (claims.length > 0 && ports.length > 0 && !ports.every(carriesHttp)) {
    throw new Error(`${what}: claims can be matched on HTTP ports only, and this rule covers other ports; list the HTTP ports in 'ports'`);
  }
  return { path: what, action, provider, dryRun: rule.dryRun ? true : undefined, sources, operation: restricts ? operation : undefined, when: [...claims, ...rule.when ?? []] };
}
