import { bool, duration, fields, isObject, list, map, member, NO_PROPERTY, number, oneOf, only, required, text, Untyped } from './reader';
import type { Reader } from './reader';
import { istio } from '../../../src';

export const gatewayRef: Reader = (json) => (text(json) === 'mesh' ? istio.GatewayRef.mesh() : istio.GatewayRef.named(json));

export const exportTo: Reader = (json) => {
  const words: Record<string, () => istio.ExportTo> = { '*': istio.ExportTo.everywhere, '.': istio.ExportTo.sameNamespace, '~': istio.ExportTo.nowhere };
  return Object.hasOwn(words, text(json)) ? words[json]() : istio.ExportTo.namespace(json);
};

/** A port that is written as a reference. */
export const portNumber: Reader = (json) => fields({ number: required(number) })(json).number;

export const destination: Reader = (json) => {
  const { host, ...options } = fields({ host: required(text), subset: text, port: portNumber })(json);
  return istio.Destination.host(host, options);
};

/** A percentage of requests; without a value it is no percentage. */
const percentage: Reader = (json) => istio.Percentage.of(fields({ value: required(number) })(json).value);

export const stringMatch: Reader = (json) => (isObject(json) && Object.keys(json).length === 0 ? istio.StringMatch.present() : oneOf({
  exact: (t) => istio.StringMatch.exact(text(t)),
  prefix: (t) => istio.StringMatch.prefix(text(t)),
  regex: (t) => istio.StringMatch.regex(text(t)),
})(json));

const httpMatch = fields({
  name: text,
  uri: stringMatch,
  scheme: stringMatch,
  method: stringMatch,
  authority: stringMatch,
  headers: map(stringMatch),
  withoutHeaders: map(stringMatch),
  queryParams: map(stringMatch),
  ignoreUriCase: bool,
  port: number,
  sourceLabels: map(text),
  sourceNamespace: text,
  gateways: list(gatewayRef),
  statPrefix: text,
});

const headerOperations = fields({ set: map(text), add: map(text), remove: list(text) });
const headers = fields({ request: headerOperations, response: headerOperations });

const redirectPort = ({ port, derivePort }: { port?: unknown; derivePort?: unknown }): istio.RedirectPort | undefined => {
  if (port !== undefined && derivePort !== undefined) { throw new Untyped(NO_PROPERTY); }
  if (port !== undefined) { return istio.RedirectPort.number(number(port)); }
  switch (derivePort) {
    case undefined: return undefined;
    case 'FROM_PROTOCOL_DEFAULT': return istio.RedirectPort.protocolDefault();
    case 'FROM_REQUEST_PORT': return istio.RedirectPort.fromRequest();
    default: throw new Untyped(NO_PROPERTY, 'derivePort');
  }
};

const redirect: Reader = (json) => {
  const { port, derivePort, ...rest } = fields({ uri: text, prefixRewrite: text, authority: text, scheme: text, redirectCode: number, port: number, derivePort: text })(json);
  return { ...rest, port: redirectPort({ port, derivePort }) };
};

const directResponse = fields({
  status: required(number),
  body: oneOf({ string: (t) => istio.HttpBody.text(text(t)), bytes: (t) => istio.HttpBody.base64(text(t)) }),
});

const delegate: Reader = (json) => {
  const { name, namespace } = fields({ name: required(text), namespace: text })(json);
  return istio.Delegate.named(name, namespace);
};

/** Factories of faults always write the share of requests. */
const delay: Reader = (json) => {
  const { fixedDelay, percentage: share } = fields({ fixedDelay: required(duration), percentage: required(percentage) })(json);
  return istio.FaultDelay.fixed(fixedDelay, share);
};

const abort = oneOf({
  httpStatus: (status, whole) => istio.FaultAbort.httpStatus(number(status), share(whole, 'httpStatus')),
  grpcStatus: (status, whole) => istio.FaultAbort.grpcStatus(member(istio.GrpcStatus)(status), share(whole, 'grpcStatus')),
});
const share = (whole: any, beside: string): istio.Percentage => {
  only(whole, beside, 'percentage');
  if (whole.percentage === undefined) { throw new Untyped(NO_PROPERTY, 'percentage'); }
  return percentage(whole.percentage);
};

const retryOn: Reader = (json) => text(json).split(',').map((name: string) => (/^\d{3}$/.test(name) ? istio.RetryOn.statusCode(Number(name)) : istio.RetryOn.condition(name)));

const retries = fields({
  attempts: required(number),
  perTryTimeout: duration,
  retryOn,
  retryRemoteLocalities: bool,
  retryIgnorePreviousHosts: bool,
  backoff: duration,
});

const cors = fields({
  allowOrigins: list(stringMatch),
  allowMethods: list(text),
  allowHeaders: list(text),
  exposeHeaders: list(text),
  maxAge: duration,
  allowCredentials: bool,
  unmatchedPreflights: member(istio.UnmatchedPreflights),
});

const httpRoute = fields({
  name: text,
  match: list(httpMatch),
  route: list(fields({ destination: required(destination), weight: number, headers })),
  redirect,
  directResponse,
  delegate,
  rewrite: fields({ uri: text, uriRegexRewrite: fields({ match: required(text), rewrite: required(text) }), authority: text }),
  timeout: duration,
  retries,
  fault: fields({ delay, abort }),
  mirror: destination,
  mirrorPercentage: percentage,
  mirrors: list(fields({ destination: required(destination), percentage })),
  corsPolicy: cors,
  headers,
});

const L4_MATCH = { destinationSubnets: list(text), port: number, sourceLabels: map(text), sourceNamespace: text, gateways: list(gatewayRef) };
const l4Destinations = list(fields({ destination: required(destination), weight: number }));

export const virtualService = fields({
  hosts: list(text),
  gateways: list(gatewayRef),
  exportTo: list(exportTo),
  http: list(httpRoute),
  tls: list(fields({ match: required(list(fields({ ...L4_MATCH, sniHosts: required(list(text)) }))), route: required(l4Destinations) })),
  tcp: list(fields({ match: list(fields({ ...L4_MATCH, sourceSubnet: text })), route: required(l4Destinations) })),
});
