import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import destinationOf, { type IDestination } from './destination';
import type { Percentage } from './percentage';
import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { anyText, dnsLabel, dnsName, httpStatus, inPort, regex, text, uint32 } from '../write/check';
import { atMostOne, given, type Json, refuse, struct, value } from '../write/json';

/** The port of a redirect. */
export class RedirectPort extends Value {
  /** A port by its number. */
  public static number(port: number): RedirectPort {
    return new RedirectPort({ port: inPort(port, 'RedirectPort.of', 'port') });
  }

  /** 80 for http, 443 for https. */
  public static protocolDefault(): RedirectPort {
    return new RedirectPort({ derivePort: 'FROM_PROTOCOL_DEFAULT' });
  }

  /** The port of the request. */
  public static fromRequest(): RedirectPort {
    return new RedirectPort({ derivePort: 'FROM_REQUEST_PORT' });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(RedirectPort, 'istio.RedirectPort');

/** A redirect. */
export interface HttpRedirect {
  /**
   * The path of the new URL; with `%PREFIX()%` at its start, the rest of the path after the matched prefix is kept.
   *
   * @default - the request's path
   */
  readonly uri?: string;

  /**
   * The replacement of the matched path prefix; can't be combined with `uri`.
   *
   * @default - the request's path
   */
  readonly prefixRewrite?: string;

  /**
   * The authority of the new URL.
   *
   * @default - the request's authority
   */
  readonly authority?: string;

  /**
   * The scheme of the new URL: `http` or `https`.
   *
   * @default - the request's scheme
   */
  readonly scheme?: string;

  /**
   * The port of the new URL, fields `port` and `derivePort`.
   *
   * @default - the default port of the scheme
   */
  readonly port?: RedirectPort;

  /**
   * The status: 301, 302, 303, 307 or 308.
   *
   * @default 301
   */
  readonly redirectCode?: number;
}

/** The body of a direct response. */
export class HttpBody extends Value {
  /** Text. */
  public static text(body: string): HttpBody {
    return new HttpBody({ string: anyText(body, 'HttpBody.text', 'body') });
  }

  /** Bytes, encoded in base64. */
  public static base64(body: string): HttpBody {
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(body) || body.length % 4 !== 0) {
      throw new Error(`HttpBody.base64: body must be in base64, got: '${body}'`);
    }
    return new HttpBody({ bytes: body });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(HttpBody, 'istio.HttpBody');

/** A response that the proxy sends itself. */
export interface HttpDirectResponse {
  /** The status of the response, from 200 to 599. */
  readonly status: number;

  /**
   * The body.
   *
   * @default - none
   */
  readonly body?: HttpBody;
}

/** A rewrite of the path by a regular expression. */
export interface RegexRewrite {
  /** The RE2 expression to match. */
  readonly match: string;

  /** The replacement; `\1` is the first capture group. */
  readonly rewrite: string;
}

/** Changes to the URL before the request goes to the destination. */
export interface HttpRewrite {
  /**
   * The new path, or the new prefix if the route matches a prefix.
   *
   * @default - unchanged
   */
  readonly uri?: string;

  /**
   * A rewrite by regular expression; can't be combined with `uri`.
   *
   * @default - unchanged
   */
  readonly uriRegexRewrite?: RegexRewrite;

  /**
   * The new authority.
   *
   * @default - unchanged
   */
  readonly authority?: string;
}

/** The VirtualService that a route delegates to. */
export class Delegate extends Value {
  /** A VirtualService of this app. It must have no hosts of its own. */
  public static of(virtualService: IConstruct): Delegate {
    const object = ApiObject.of(virtualService);
    if (object.kind !== 'VirtualService') {
      throw new Error(`Delegate.of: '${virtualService.node.path}' must be a VirtualService, got: '${object.kind}'`);
    }
    return Delegate.named(object.name, object.metadata.namespace);
  }

  /** A VirtualService by its name; the namespace defaults to that of the object that uses it. */
  public static named(name: string, namespace?: string): Delegate {
    const json: Json = { name: dnsName(name, 'Delegate.named', 'name') };
    if (namespace !== undefined) {
      json.namespace = dnsLabel(namespace, 'Delegate.named', 'namespace');
    }
    return new Delegate(json);
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(Delegate, 'istio.Delegate');

/** A destination of mirrored requests; its responses are discarded. */
export interface HttpMirror {
  /** Destination of the mirrored requests. */
  readonly destination: IDestination;

  /**
   * The percentage of requests to mirror.
   *
   * @default - 100 %
   */
  readonly percentage?: Percentage;
}

const httpRedirect = struct<HttpRedirect>((p, at) => {
  atMostOne(p, at, 'uri', 'prefixRewrite');
  if (given(p, 'uri', 'prefixRewrite', 'authority', 'scheme', 'port').length === 0) {
    refuse(at, 'a redirect must change uri, prefixRewrite, authority, scheme or port');
  }
  if (p.scheme !== undefined && p.scheme !== 'http' && p.scheme !== 'https') {
    refuse(at, `scheme must be 'http' or 'https', got: '${p.scheme}'`);
  }
  if (p.redirectCode !== undefined && ![301, 302, 303, 307, 308].includes(p.redirectCode)) {
    refuse(at, `redirectCode must be 301, 302, 303, 307 or 308, got: ${p.redirectCode}`);
  }
  return {
    uri: text(p.uri, at, 'uri'),
    prefixRewrite: text(p.prefixRewrite, at, 'prefixRewrite'),
    authority: text(p.authority, at, 'authority'),
    scheme: text(p.scheme, at, 'scheme'),
    redirectCode: uint32(p.redirectCode, at, 'redirectCode'),
    ...p.port?._render(),
  };
});

const httpDirectResponse = struct<HttpDirectResponse>((p, at) => ({
  status: httpStatus(p.status, at, 'status'),
  body: value(p.body, at, 'body'),
}));

const regexRewrite = struct<RegexRewrite>((p, at) => ({
  match: regex(p.match, at, 'match'),
  rewrite: anyText(p.rewrite, at, 'rewrite'),
}));

const httpRewrite = struct<HttpRewrite>((p, at) => {
  atMostOne(p, at, 'uri', 'uriRegexRewrite');
  if (given(p, 'uri', 'uriRegexRewrite', 'authority').length === 0) {
    refuse(at, 'uri, uriRegexRewrite or authority must be set, got: none of them');
  }
  return {
    uri: text(p.uri, at, 'uri'),
    uriRegexRewrite: regexRewrite(p.uriRegexRewrite, at, 'uriRegexRewrite'),
    authority: text(p.authority, at, 'authority'),
  };
});

const httpMirror = struct<HttpMirror>((p, at) => ({
  destination: destinationOf(p.destination, at, 'destination'),
  percentage: value(p.percentage, at, 'percentage'),
}));

export default { httpRedirect, httpDirectResponse, httpRewrite, httpMirror };
