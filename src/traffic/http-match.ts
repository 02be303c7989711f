import { HttpMethod } from './http-method';
import type { PathMatch } from './path-match';
import { StringMatch } from './string-match';
import { known, oneOf } from '../grammar/given';
import * as names from '../grammar/names';
import { defined } from '../grammar/plain';
import { guarded } from '../guard/guard';
import type { HttpMatchModel, StringMatchModel } from '../model/route';

/** Conditions on a request, all of which must hold. */
export interface HttpMatchProps {
  /**
   * The path.
   *
   * @default - any path
   */
  readonly path?: PathMatch;
  /**
   * The method.
   *
   * @default - any method
   */
  readonly method?: HttpMethod;
  /**
   * Headers by name, which is case-insensitive.
   *
   * @default - any headers
   */
  readonly headers?: { readonly [name: string]: StringMatch };
  /**
   * Query parameters by name.
   *
   * @default - any parameters
   */
  readonly query?: { readonly [name: string]: StringMatch };
  /**
   * Claims of the request's token by name; a dot selects a nested claim: `realm_access.roles`. If a claim is a list, one of its values must match. Only at gateways, which
   * must validate the token: `gateway.requireJwt`.
   *
   * @default - any claims
   * @see https://istio.io/latest/docs/tasks/security/authentication/jwt-route/
   */
  readonly claims?: { readonly [name: string]: StringMatch };
  /**
   * The host of the request (`Host`, or `:authority`).
   *
   * @default - any host of the service or the listener
   */
  readonly authority?: StringMatch;
  /**
   * `http` or `https`.
   *
   * @default - either
   */
  readonly scheme?: StringMatch;
  /**
   * The port of the service that is called.
   *
   * @default - every HTTP port of the service
   */
  readonly port?: number;
  /**
   * The namespace of the caller. Only requests from inside the mesh can match.
   *
   * @default - any namespace
   */
  readonly sourceNamespace?: string;
  /**
   * Labels of the caller's workload. Only requests from inside the mesh can match.
   *
   * @default - any caller
   */
  readonly sourceLabels?: { readonly [name: string]: string };
}

const PROPS: { readonly [K in keyof Required<HttpMatchProps>]: true } = {
  path: true, method: true, headers: true, query: true, claims: true, authority: true, scheme: true, port: true, sourceNamespace: true, sourceLabels: true,
};

/**
 * A condition on requests. A rule can have several conditions; a request must meet one of them.
 *
 * @example
 * mesh.HttpMatch.header('end-user', 'jason').and(mesh.HttpMatch.prefix('/reviews'));
 */
export class HttpMatch {
  /** All given conditions. */
  public static conditions(props: HttpMatchProps): HttpMatch {
    known('HttpMatch.conditions', props, PROPS);
    const model: HttpMatchModel = {
      path: props.path?._model(),
      method: props.method,
      headers: strings('header', props.headers, (n) => names.headerName('HttpMatch: a header', n)),
      query: strings('query parameter', props.query, (n) => n),
      claims: strings('claim', props.claims, (n) => n),
      authority: props.authority?._model(),
      scheme: props.scheme?._model(),
      port: props.port === undefined ? undefined : names.port('HttpMatch: port', props.port),
      sourceNamespace: props.sourceNamespace === undefined ? undefined : names.dnsLabel('HttpMatch: sourceNamespace', props.sourceNamespace),
      sourceLabels: props.sourceLabels,
    };
    return new HttpMatch(model);
  }

  /**
   * The earlier name of `HttpMatch.conditions`.
   *
   * @deprecated use `conditions`
   */
  public static of(props: HttpMatchProps): HttpMatch {
    return HttpMatch.conditions(props);
  }

  /** The path matches. */
  public static path(path: PathMatch): HttpMatch {
    return HttpMatch.conditions({ path });
  }

  /** The path is exactly this one. */
  public static exact(path: string): HttpMatch {
    return new HttpMatch({ path: { kind: 'exact', value: names.path('HttpMatch.exact: path', path) } });
  }

  /** The path is this one or below it; whole segments are compared. */
  public static prefix(path: string): HttpMatch {
    return new HttpMatch({ path: { kind: 'prefix', value: names.pathPrefix('HttpMatch.prefix: path', path) } });
  }

  /**
   * A header has exactly this value.
   *
   * @param name the header's name, in any case
   * @param value the value, compared with case
   */
  public static header(name: string, value: string): HttpMatch {
    return HttpMatch.conditions({ headers: { [name]: StringMatch.exact(value) } });
  }

  /** A query parameter has exactly this value. */
  public static query(name: string, value: string): HttpMatch {
    return HttpMatch.conditions({ query: { [name]: StringMatch.exact(value) } });
  }

  /**
   * A claim of the request's token has exactly this value, or is a list that contains it. Only at gateways.
   *
   * @param name name of the claim; a dot selects a nested claim
   * @param value the value, compared with case
   */
  public static claim(name: string, value: string): HttpMatch {
    return HttpMatch.conditions({ claims: { [name]: StringMatch.exact(value) } });
  }

  /** The request's method. */
  public static method(method: HttpMethod): HttpMatch {
    return new HttpMatch({ method });
  }

  /** The port of the service. */
  public static port(port: number): HttpMatch {
    return HttpMatch.conditions({ port });
  }

  private constructor(private readonly model: HttpMatchModel) {
    if (model.method !== undefined) oneOf('HttpMatch: the method', model.method, HttpMethod);
  }

  /** Also requires this header, with a comparison of any kind. */
  public withHeader(name: string, value: StringMatch): HttpMatch {
    return this.and(HttpMatch.conditions({ headers: { [name]: value } }));
  }

  /**
   * Requires both conditions.
   *
   * @throws when both match the same thing (two paths, one header twice), which is ambiguous
   */
  public and(other: HttpMatch): HttpMatch {
    const a = this.model;
    const b = other.model;
    for (const field of ['path', 'method', 'authority', 'scheme', 'port', 'sourceNamespace'] as const) {
      if (a[field] !== undefined && b[field] !== undefined) {
        throw new Error(`HttpMatch.and: both patterns have a condition on the ${field === 'sourceNamespace' ? 'source namespace' : field}, and a request has only one; add two matches to the rule to match either`);
      }
    }
    return new HttpMatch({
      ...defined(a),
      ...defined(b),
      headers: union('header', a.headers, b.headers),
      query: union('query parameter', a.query, b.query),
      claims: union('claim', a.claims, b.claims),
      sourceLabels: union('source label', a.sourceLabels, b.sourceLabels),
    });
  }

  /** @internal */
  public _model(): HttpMatchModel {
    return this.model;
  }
}
guarded(HttpMatch, 'HttpMatch');

function strings(what: string, given: { readonly [name: string]: StringMatch } | undefined, name: (n: string) => string): { readonly [n: string]: StringMatchModel } | undefined {
  if (!given || Object.keys(given).length === 0) {
    return undefined;
  }
  return Object.fromEntries(Object.entries(given).map(([k, v]) => {
    if (k === '') {
      throw new Error(`HttpMatch: the name of a ${what} must not be empty, got: ''`);
    }
    return [name(k), v._model()];
  }));
}

function union<T>(what: string, a: { readonly [k: string]: T } | undefined, b: { readonly [k: string]: T } | undefined): { readonly [k: string]: T } | undefined {
  const repeated = Object.keys(a ?? {}).find((k) => b && k in b);
  if (repeated !== undefined) {
    throw new Error(`HttpMatch.and: both patterns have a condition on the ${what} '${repeated}'; add two matches to the rule to match either`);
  }
  return a || b ? { ...a, ...b } : undefined;
}
