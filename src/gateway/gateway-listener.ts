import * as names from '../grammar/names';
import { guarded } from '../guard/guard';
import { needsRequests } from '../model/edge/access';
import { seesRequests } from '../model/edge/scope';
import type { ListenerModel } from '../model/gateway';
import { under } from '../model/join-paths';
import type { BackendModel, HttpRuleModel, TcpRuleModel, TlsRuleModel } from '../model/route';
import type { AccessRuleModel, JwtModel } from '../model/security';
import { carriesBytes, carriesDatagrams, carriesHttp, carriesTls, type PortModel, portOf, reachOf, requirePorts } from '../model/service';
import { type AccessRule, accessRuleModel } from '../security/access';
import { type JwtRequirement, jwtModel } from '../security/jwt';
import type { ServiceState } from '../service/state';
import type { IBackend } from '../traffic/backend';
import { HttpMatch } from '../traffic/http-match';
import { type GrpcRule, grpcRuleModel, type HttpRule, httpRuleModel, tcpRuleModel, tlsRuleModel } from '../traffic/rules';

/**
 * The properties of a listener when it is added; its rules follow later.
 *
 * @internal
 */
export type ListenerFacts = Omit<ListenerModel, 'httpRules' | 'tlsRules' | 'tcpRules' | 'access' | 'jwt' | 'guests'>;

/**
 * The callbacks of a listener to its owner.
 *
 * @internal
 */
export interface ListenerOwner {
  readonly trustDomain: string;
  readonly led: (backends: readonly BackendModel[]) => void;
  readonly changed: () => void;
  /** The part that belongs to another app, which alone decides who may call: the listener, or the gateway that it was added to. */
  readonly foreign?: 'listener' | 'gateway';
}

/** A listener of a gateway, to which routes are added. Created by `gateway.addListener`. */
export class GatewayListener {
  /** @internal */
  public static _add(facts: ListenerFacts, owner: ListenerOwner): GatewayListener {
    return new GatewayListener(facts, owner);
  }

  private readonly httpRules: HttpRuleModel[] = [];
  private readonly tlsRules: TlsRuleModel[] = [];
  private readonly tcpRules: TcpRuleModel[] = [];
  private readonly access: AccessRuleModel[] = [];
  private readonly jwt: JwtModel[] = [];
  private readonly otherNamespaces: string[] = [];
  private readonly model: ListenerModel;

  private constructor(facts: ListenerFacts, private readonly owner: ListenerOwner) {
    this.model = { ...facts, httpRules: this.httpRules, tlsRules: this.tlsRules, tcpRules: this.tcpRules, access: this.access, jwt: this.jwt, guests: this.otherNamespaces };
  }

  /** Name of the listener. */
  public get listenerName(): string {
    return this.model.name;
  }

  /**
   * Adds a rule for requests that arrive here. The rules and the split of the target service apply as well.
   *
   * @throws when this listener does not see requests, or redirects all requests to HTTPS
   */
  public addRule(rule: HttpRule): void {
    this.addHttp(httpRuleModel(this.what('http'), rule));
  }

  /** Adds a rule for gRPC calls that arrive here. */
  public addGrpcRule(rule: GrpcRule): void {
    this.addHttp(grpcRuleModel(this.what('http'), rule));
  }

  /**
   * Routes everything that arrives here, or requests with a path prefix, to one backend.
   * @param to the backend
   * @param pathPrefix an absolute path; whole segments are compared; everything by default
   * @throws when the prefix is not an absolute path, or this listener does not see requests
   */
  public route(to: IBackend, pathPrefix?: string): void {
    if (pathPrefix !== undefined) {
      this.addRule({ to: [to], matches: [HttpMatch.prefix(pathPrefix)] });
    } else if (this.model.protocol === 'tls-passthrough') {
      this.routeTls(to);
    } else if (this.model.protocol === 'tcp' || this.model.protocol === 'tls-terminate') {
      this.routeTcp(to);
    } else if (this.model.protocol === 'udp') {
      this.addUdpRule([to]);
    } else {
      this.addRule({ to: [to] });
    }
  }

  private routeTls(to: IBackend): void {
    this.addTlsRule([...this.model.hosts], [to]);
  }

  private routeTcp(to: IBackend): void {
    this.addTcpRule([to]);
  }

  /**
   * Routes TLS connections for some of this listener's server names to backends.
   *
   * @param sniHosts server names of this listener
   * @param to the backends; with several, each needs a weight
   * @throws when the listener is not for TLS passthrough, or does not serve such a name
   */
  public addTlsRule(sniHosts: string[], to: IBackend[]): void {
    const what = this.what('tls');
    for (const sni of sniHosts) {
      if (!this.model.hosts.some((h) => h === '*' || h === sni || (h.startsWith('*.') && sni.endsWith(h.slice(1))))) {
        throw new Error(`${what}: the listener does not serve '${sni}' (it serves ${this.model.hosts.join(', ')}); use one of its hosts`);
      }
    }
    const rule = tlsRuleModel(what, { sniHosts, to });
    requirePorts(what, rule.backends, this.model.port, carriesTls);
    this.tlsRules.push(rule);
    this.lead(rule.backends, carriesTls);
  }

  /**
   * Routes connections to backends.
   *
   * @param to the backends; with several, each needs a weight
   */
  public addTcpRule(to: IBackend[]): void {
    const what = this.what('tcp');
    const rule = tcpRuleModel(what, { to });
    requirePorts(what, rule.backends, this.model.port, carriesBytes);
    this.tcpRules.push(rule);
    this.lead(rule.backends, carriesBytes);
  }

  /**
   * Routes datagrams to backends.
   *
   * @param to the backends; with several, each needs a weight
   */
  public addUdpRule(to: IBackend[]): void {
    const what = this.what('udp');
    const rule = tcpRuleModel(what, { to });
    requirePorts(what, rule.backends, this.model.port, carriesDatagrams);
    for (const b of rule.backends) {
      const port = portOf(b, this.model.port, carriesDatagrams);
      const found = b.service.ports.find((p) => p.port === port);
      if (found && !carriesDatagrams(found)) {
        throw new Error(`${what}: port ${port} of service '${b.service.name}' uses ${found.protocol}, not UDP; route to a ServicePort.udp`);
      }
    }
    this.tcpRules.push(rule);
    this.lead(rule.backends, carriesDatagrams);
  }

  /**
   * Requires a token in requests to this listener, in addition to the gateway's requirements. The tokens of several calls are alternatives. An invalid token
   * is refused on every host of the gateway's proxies, because they validate tokens before they match hosts.
   *
   * @throws when this listener does not see requests
   */
  public requireJwt(jwt: JwtRequirement): void {
    if (!seesRequests(this.model)) {
      throw new Error(`listener '${this.model.path}': the proxy does not decrypt or parse requests on a ${this.model.protocol} listener, so it sees no tokens; require the token on the service instead`);
    }
    this.refuseForeign('which tokens are required');
    this.jwt.push(jwtModel(`listener '${this.model.path}'`, jwt));
    this.owner.changed();
  }

  /**
   * Refuses requests or connections to this listener.
   *
   * @throws when the rule matches requests, which this listener does not see
   */
  public deny(rule: AccessRule): void {
    this.addAccess('deny', rule);
  }

  /**
   * Allows requests or connections to this listener. Once the listener or its gateway has an allow rule, everything that no such rule allows is refused.
   *
   * @throws when the rule matches requests, which this listener does not see
   */
  public allow(rule: AccessRule): void {
    this.addAccess('allow', rule);
  }

  /**
   * Delegates the authorization of requests to this listener to an external authorizer.
   *
   * @param provider name of an extension provider of the mesh
   * @param rule which requests; all by default
   * @throws when the rule matches requests, which this listener does not see
   */
  public authorizeWith(provider: string, rule: AccessRule = {}): void {
    this.addAccess('custom', rule, provider);
  }

  /**
   * Allows other owners to attach routes for this listener's hosts from their own namespaces: `IngressGateway.fromAttributes` in their apps. Routes of other namespaces are not
   * accepted. Without it, Istio's API accepts routes of all namespaces, and Gateway API only those of this app.
   *
   * @param namespaces the namespaces of those routes
   * @throws for a listener of another owner, and for a name that is not a DNS label
   */
  public openTo(...namespaces: string[]): void {
    const what = `listener '${this.model.path}'`;
    if (this.owner.foreign === 'listener') this.refuseForeign('which namespaces may attach routes to it');
    for (const namespace of namespaces) {
      names.dnsLabel(`${what}: openTo: a namespace`, namespace);
      if (!this.otherNamespaces.includes(namespace)) this.otherNamespaces.push(namespace);
    }
    this.owner.changed();
  }

  /**
   * Delegates the routes under a path to another owner. In that owner's app, pass the same path and name to `IngressGateway.fromAttributes`, as the
   * listener's `pathPrefix` and `delegateName`.
   * With Istio's API the other owner's app writes a VirtualService with that name; with Gateway API, routes that attach to this listener.
   *
   * @param pathPrefix an absolute path; whole segments are compared
   * @param namespace namespace of the other owner's routes
   * @param name name of the routes there
   * @throws when this listener does not see requests, or the prefix is not an absolute path
   */
  public delegate(pathPrefix: string, namespace: string, name: string): void {
    if (this.owner.foreign === 'listener') this.refuseForeign('what it delegates');
    const rule = httpRuleModel(this.what('http'), { matches: [HttpMatch.prefix(pathPrefix)], directResponse: { status: 404 } });
    const delegate = { namespace: names.dnsLabel(`${rule.path}: the namespace that it delegates to`, namespace), name: names.dnsName(`${rule.path}: the name that it delegates to`, name) };
    this.httpRules.push({ ...rule, directResponse: undefined, delegate });
    this.owner.changed();
  }

  /** @internal */
  public _model(): ListenerModel {
    return this.model;
  }

  private refuseForeign(fact: string): void {
    if (this.owner.foreign) {
      throw new Error(`listener '${this.model.path}' belongs to a gateway of another owner, and only that owner configures ${fact}; configure it in the app that creates the gateway`);
    }
  }

  private addHttp(given: HttpRuleModel): void {
    const rule = this.model.pathPrefix === undefined ? given : beneath(given, this.model.pathPrefix);
    if (rule.backends.length === 0 && !rule.redirect && !rule.directResponse) {
      throw new Error(`${rule.path}: the rule has no destination; set 'to', a redirect or a direct response`);
    }
    const inner = rule.matches.find((m) => m.sourceLabels || m.sourceNamespace);
    if (inner) {
      throw new Error(`${rule.path}: requests from outside the mesh have no source labels or namespace to match; remove sourceLabels and sourceNamespace`);
    }
    requirePorts(rule.path, rule.backends, this.model.port, carriesHttp);
    this.httpRules.push(rule);
    this.lead([...rule.backends, ...(rule.mirrors ?? []).map((m) => m.backend)], carriesHttp);
  }

  private addAccess(action: AccessRuleModel['action'], rule: AccessRule, provider?: string): void {
    const what = `access to listener '${this.model.path}'`;
    this.refuseForeign('who may send requests to it');
    const model = accessRuleModel(what, action, rule, this.owner.trustDomain, undefined, provider);
    const elsewhere = rule.ports?.find((p) => p !== this.model.port);
    if (elsewhere !== undefined) {
      throw new Error(`${what}: the listener has port ${this.model.port}, got: ports [${rule.ports!.join(', ')}]; remove ports`);
    }
    if (needsRequests(model) && !seesRequests(this.model)) {
      throw new Error(`${what}: the rule matches requests, which the proxy can't see on a ${this.model.protocol} listener; use sources and ports only`);
    }
    this.access.push(model);
    this.owner.changed();
  }

  private what(kind: 'http' | 'tls' | 'tcp' | 'udp'): string {
    const what = `a rule of listener '${this.model.path}'`;
    const { protocol } = this.model;
    const fits = { 'http': 'http', 'https': 'http', 'http2': 'http', 'grpc': 'http', 'tls-passthrough': 'tls', 'tls-terminate': 'tcp', 'tcp': 'tcp', 'udp': 'udp' }[protocol];
    if (fits !== kind) {
      const use = { http: 'addRule', tls: 'addTlsRule', tcp: 'addTcpRule', udp: 'addUdpRule' }[fits as 'http' | 'tls' | 'tcp' | 'udp'];
      throw new Error(`${what}: on a ${protocol} listener ${kind === 'http' ? 'the proxy can\'t see requests' : `the proxy does not handle connections as ${kind.toUpperCase()}`}; use ${use}, or another listener`);
    }
    if (this.model.redirectToHttps) {
      throw new Error(`${what}: the listener redirects every request to HTTPS; add the rule to the HTTPS listener`);
    }
    return what;
  }

  /** Passes the services and ports that these backends reach to the owner of the listener. Where another service's rules lead on, the port is not known. */
  private lead(backends: readonly BackendModel[], fits: (p: PortModel) => boolean): void {
    const direct = backends.map((b) => ({ service: b.service, port: singlePort(b, this.model.port, fits) }));
    const reached = new Set(backends.flatMap((b) => [...reachOf(b.service)].filter((s) => s !== b.service)));
    this.owner.led([...direct, ...[...reached].map((service) => ({ service }))]);
  }
}
guarded(GatewayListener, 'GatewayListener');

/** Which of several ports a backend is reached at; undefined if it has no other. */
function singlePort(backend: BackendModel, near: number, fits: (p: PortModel) => boolean): number | undefined {
  return backend.service.ports.length < 2 ? undefined : portOf(backend, near, fits);
}

/** @internal */
export function stateOf(backend: BackendModel): ServiceState {
  return backend.service as ServiceState;
}

/** A delegated rule, limited to requests under the path. */
function beneath(rule: HttpRuleModel, prefix: string): HttpRuleModel {
  const all = rule.matches.length > 0 ? rule.matches : [{}];
  const outside = all.find((m) => m.path && (m.path.kind === 'regex' || !under(m.path.value, prefix)));
  if (outside) {
    throw new Error(`${rule.path}: the owner of the gateway delegates requests under '${prefix}' only, got: path '${outside.path!.value}'; `
      + (outside.path!.kind === 'regex' ? 'use an exact path or a prefix' : `use a path that begins with '${prefix}'`));
  }
  return { ...rule, matches: all.map((m) => ({ ...m, path: m.path ?? { kind: 'prefix', value: prefix } })) };
}
