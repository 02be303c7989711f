import { boolean, crd, integer, list, meta, object, oneOf, port, string, stringMap } from './declared';

/**
 * Linkerd's policies. No module publishes these CRDs: the kinds are declared here from the fields that Linkerd reads.
 *
 * @see https://linkerd.io/2/reference/authorization-policy/
 */
const GROUP = 'policy.linkerd.io';
const name = { type: 'string', minLength: 1, maxLength: 253 };
const kind = { type: 'string', minLength: 1, maxLength: 63, pattern: '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$' };
const group = { type: 'string', maxLength: 253 };
const target = object({ group, kind, name }, ['kind', 'name']);
const client = object({ group, kind, name, namespace: string }, ['kind', 'name']);
const network = object({ cidr: string, except: list(string) }, ['cidr']);
const identity = { type: 'string', pattern: '^(\\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$' };
const selector = object({
  matchLabels: stringMap,
  matchExpressions: list(object({ key: string, operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'), values: list(string) }, ['key', 'operator'])),
});
const status = { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true };
const intOrString = { 'x-kubernetes-int-or-string': true };

const policy = (of: string, plural: string, versions: [name: string, spec: any, more?: object][]) => {
  const last = versions.length - 1;
  const declared = crd(GROUP, of, versions.map(([version, spec, more], i) => (
    { name: version, storage: i === last, schema: object({ ...meta, spec, status }, ['spec']), ...more })));
  return { ...declared, metadata: { name: `${plural}.${GROUP}` }, spec: { ...declared.spec, names: { ...declared.spec.names, plural } } };
};
const deprecated = (version: string, of: string, instead: string) => (
  { deprecated: true, deprecationWarning: `${GROUP}/${version} ${of} is deprecated; use ${GROUP}/${instead} ${of}` });

const podServer = object({ podSelector: selector, port: intOrString, proxyProtocol: string }, ['podSelector', 'port']);
const server = (more: object) => ({
  ...object({ podSelector: selector, externalWorkloadSelector: selector, port: intOrString, proxyProtocol: string, ...more }, ['port']),
  oneOf: [{ required: ['podSelector'] }, { required: ['externalWorkloadSelector'] }],
});

const serverAuthorization = object({
  server: { ...object({ name: string, selector }), oneOf: [{ required: ['name'] }, { required: ['selector'] }] },
  client: object({
    networks: list(network),
    unauthenticated: boolean,
    meshTLS: object({ unauthenticatedTLS: boolean, identities: list(identity), serviceAccounts: list(object({ name: string, namespace: string }, ['name'])) }),
  }),
}, ['server', 'client']);

const headerMatch = object({ name: string, type: oneOf('Exact', 'RegularExpression'), value: string }, ['name', 'value']);
const header = object({ name: string, value: string }, ['name', 'value']);
const headerModifier = object({ add: list(header), set: list(header), remove: list(string) });
const pathModifier = object({ type: oneOf('ReplaceFullPath', 'ReplacePrefixMatch'), replaceFullPath: string, replacePrefixMatch: string }, ['type']);
const filter = object({
  type: oneOf('RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestRedirect'),
  requestHeaderModifier: headerModifier,
  responseHeaderModifier: headerModifier,
  requestRedirect: object({ scheme: string, hostname: string, path: pathModifier, port, statusCode: integer }),
}, ['type']);
const backend = object({ group, kind, name, namespace: string, port, weight: integer, filters: list(filter) }, ['name']);
const httpRoute = object({
  parentRefs: list(object({ group, kind, name, namespace: string, sectionName: string, port }, ['name']), { maxItems: 32 }),
  hostnames: list(string, { maxItems: 16 }),
  rules: list(object({
    matches: list(object({
      path: object({ type: oneOf('Exact', 'PathPrefix', 'RegularExpression'), value: string }),
      headers: list(headerMatch),
      queryParams: list(headerMatch),
      method: oneOf('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'),
    }), { maxItems: 8 }),
    filters: list(filter, { maxItems: 16 }),
    backendRefs: list(backend, { maxItems: 16 }),
    timeouts: object({ request: string, backendRequest: string }),
  }), { maxItems: 16 }),
});

const rate = { type: 'integer', format: 'int64' };
const perSecond = object({ requestsPerSecond: rate }, ['requestsPerSecond']);

export const linkerd = [
  policy('Server', 'servers', [
    ['v1alpha1', podServer, deprecated('v1alpha1', 'Server', 'v1beta1')],
    ['v1beta1', podServer, deprecated('v1beta1', 'Server', 'v1beta3')],
    ['v1beta2', server({})],
    ['v1beta3', server({ accessPolicy: string })],
  ]),
  policy('ServerAuthorization', 'serverauthorizations', [
    ['v1alpha1', serverAuthorization, deprecated('v1alpha1', 'ServerAuthorization', 'v1beta1')],
    ['v1beta1', serverAuthorization],
  ]),
  policy('AuthorizationPolicy', 'authorizationpolicies', [
    ['v1alpha1', object({ targetRef: target, requiredAuthenticationRefs: list(client) }, ['targetRef', 'requiredAuthenticationRefs'])],
  ]),
  policy('MeshTLSAuthentication', 'meshtlsauthentications', [
    ['v1alpha1', { ...object({ identities: list(identity, { minItems: 1 }), identityRefs: list(object({ group, kind, name, namespace: string }, ['kind']), { minItems: 1 }) }), oneOf: [{ required: ['identities'] }, { required: ['identityRefs'] }] }],
  ]),
  policy('NetworkAuthentication', 'networkauthentications', [['v1alpha1', object({ networks: list(network) }, ['networks'])]]),
  policy('HTTPRoute', 'httproutes', ['v1alpha1', 'v1beta1', 'v1beta2', 'v1beta3'].map((version) => [version, httpRoute])),
  policy('EgressNetwork', 'egressnetworks', [['v1alpha1', object({ trafficPolicy: oneOf('Allow', 'Deny'), networks: list(network) }, ['trafficPolicy'])]]),
  policy('HTTPLocalRateLimitPolicy', 'httplocalratelimitpolicies', [
    ['v1alpha1', object({
      targetRef: target,
      total: perSecond,
      identity: perSecond,
      overrides: list(object({ requestsPerSecond: rate, clientRefs: list(client) }, ['requestsPerSecond', 'clientRefs'])),
    }, ['targetRef'])],
  ]),
];
