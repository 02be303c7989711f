import { as, bool, duration, fields, isObject, list, map, member, MISSING, NO_PROPERTY, number, oneOf, only, required, text, Untyped, WRONG_TYPE } from './reader';
import type { Reader } from './reader';
import { istio } from '../../../src';

const selector: Reader = (json) => fields({ matchLabels: required(map(text)) })(json).matchLabels;
const targetRef: Reader = (json) => istio.TargetRef.named(fields({ group: text, kind: required(text), name: required(text) })(json));

/** What each policy says of the workloads that it applies to. */
export const TARGET = { selector, targetRefs: list(targetRef) };

/** A field that holds nothing but one other: `{ mode: STRICT }`. */
const inside = (name: string, read: Reader): Reader => (json) => fields({ [name]: required(read) })(json)[name];

const mtls = inside('mode', member(istio.MutualTlsMode));
export const peerAuthentication = fields({ selector, mtls, portLevelMtls: map(mtls) });

const JWT_OPTIONS = {
  audiences: list(text),
  fromHeaders: list(fields({ name: required(text), prefix: text })),
  fromParams: list(text),
  fromCookies: list(text),
  outputPayloadToHeader: text,
  forwardOriginalToken: bool,
  outputClaimToHeaders: list(fields({ claim: required(text), header: required(text) })),
  timeout: duration,
  spaceDelimitedClaims: list(text),
};

const jwtRule: Reader = (json) => {
  const { issuer, jwksUri, jwks, ...options } = fields({ issuer: required(text), jwksUri: text, jwks: text, ...JWT_OPTIONS })(json);
  if (jwksUri !== undefined && jwks !== undefined) { throw new Untyped(NO_PROPERTY); }
  return jwksUri !== undefined ? istio.JwtRule.remote(issuer, jwksUri, options) : jwks !== undefined ? istio.JwtRule.inline(issuer, jwks, options) : istio.JwtRule.discovery(issuer, options);
};

export const requestAuthentication = fields({ ...TARGET, jwtRules: list(jwtRule) });

const portTexts: Reader = (json) => list(text)(json).map((port: string) => {
  if (!/^\d+$/.test(port)) { throw new Untyped(WRONG_TYPE); }
  return Number(port);
});

/** The lists of a rule's source or operation, each with its opposite. */
const both = (names: readonly string[], read: Reader = list(text)): Record<string, Reader> => Object.fromEntries(names.flatMap((name) => [[name, read], [`not${name[0].toUpperCase()}${name.slice(1)}`, read]]));

const source = fields(both(['principals', 'requestPrincipals', 'namespaces', 'serviceAccounts', 'trustDomains', 'ipBlocks', 'remoteIpBlocks']));
const operation = fields({ ...both(['hosts', 'methods', 'paths']), ...both(['ports'], portTexts) });

const CONDITIONS: Record<string, (values: istio.ConditionValues) => istio.Condition> = {
  'request.auth.principal': istio.Condition.requestPrincipal,
  'request.auth.audiences': istio.Condition.audience,
  'request.auth.presenter': istio.Condition.presenter,
  'source.ip': istio.Condition.sourceIp,
  'remote.ip': istio.Condition.remoteIp,
  'source.namespace': istio.Condition.sourceNamespace,
  'source.principal': istio.Condition.sourcePrincipal,
  'source.serviceAccount': istio.Condition.sourceServiceAccount,
  'destination.ip': istio.Condition.destinationIp,
  'destination.port': istio.Condition.destinationPort,
  'connection.sni': istio.Condition.sni,
};

const condition: Reader = (json) => {
  const { key, ...values } = fields({ key: required(text), values: list(text), notValues: list(text) })(json);
  if (Object.hasOwn(CONDITIONS, key)) { return CONDITIONS[key](values); }
  const header = /^request\.headers\[(.*)\]$/.exec(key);
  if (header) { return istio.Condition.requestHeader(header[1], values); }
  const claims = /^request\.auth\.claims((?:\[[^\]]*\])+)$/.exec(key);
  if (claims) { return istio.Condition.claim(claims[1].slice(1, -1).split(']['), values); }
  if (key.startsWith('experimental.')) { return istio.Condition.envoyFilter(key, values); }
  throw new Untyped(NO_PROPERTY, 'key');
};

const provider: Reader = (json) => istio.Provider.named(fields({ name: required(text) })(json).name);

export const authorizationPolicy = fields({
  ...TARGET,
  action: member(istio.AuthorizationAction),
  rules: list(fields({ from: list(inside('source', source)), to: list(inside('operation', operation)), when: list(condition) })),
  provider,
});

const namedTag = (json: any, make: (name: string, otherwise?: string) => istio.CustomTag): istio.CustomTag => {
  const { name, defaultValue } = fields({ name: required(text), defaultValue: text })(json);
  return make(name, defaultValue);
};

const customTag = oneOf({
  literal: (json) => istio.CustomTag.literal(inside('value', text)(json)),
  header: (json) => namedTag(json, istio.CustomTag.header),
  environment: (json) => namedTag(json, istio.CustomTag.environment),
  formatter: (json) => istio.CustomTag.formatter(inside('value', text)(json)),
});

const MODE = as('mode', inside('mode', member(istio.WorkloadMode)));

const metricSelector: Reader = (json) => {
  const mode = isObject(json) && json.mode !== undefined ? member(istio.WorkloadMode)(json.mode) : undefined;
  only(json, 'mode', 'metric', 'customMetric');
  if ((json.metric === undefined) === (json.customMetric === undefined)) { throw new Untyped(json.metric === undefined ? MISSING : NO_PROPERTY); }
  return json.metric !== undefined ? istio.MetricSelector.of(member(istio.Metric)(json.metric), mode) : istio.MetricSelector.custom(text(json.customMetric), mode);
};

const tagOverride: Reader = (json) => {
  const { operation: kind, value } = fields({ operation: required(text), value: text })(json);
  if (kind === 'UPSERT' && value !== undefined) { return istio.TagOverride.upsert(value); }
  if (kind === 'REMOVE' && value === undefined) { return istio.TagOverride.remove(); }
  throw new Untyped(NO_PROPERTY);
};

const providers = list(provider);

export const telemetry = fields({
  ...TARGET,
  tracing: list(fields({
    match: MODE,
    providers,
    randomSamplingPercentage: number,
    disableSpanReporting: bool,
    disableContextPropagation: bool,
    useRequestIdForTraceSampling: bool,
    enableIstioTags: bool,
    customTags: map(customTag),
  })),
  metrics: list(fields({ providers, reportingInterval: duration, overrides: list(fields({ match: metricSelector, disabled: bool, tagOverrides: map(tagOverride) })) })),
  accessLogging: list(fields({ match: MODE, providers, disabled: bool, filter: inside('expression', text) })),
});
