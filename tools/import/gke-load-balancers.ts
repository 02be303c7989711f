import { age, boolean, crd, integer, list, meta, object, oneOf, string } from './declared';

/**
 * What GKE's own controllers of load balancers read: Ingress (BackendConfig, FrontendConfig, ManagedCertificate, ServiceAttachment), Multi Cluster Ingress,
 * and service extensions of gateways. No module publishes these CRDs: the kinds are declared here from the fields, values and limits that GKE serves and that
 * the head of GoogleCloudPlatform/gke-gateway-api publishes (extensions); the rules are said in our words.
 */
const int64 = { type: 'integer', format: 'int64' };
const status = { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true };
const open = { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true };
const rule = (text: string, message: string) => ({ rule: text, message });
const limited = (maxLength: number, more?: object) => ({ ...string, minLength: 1, maxLength, ...more });
const kindOf = (spec: any, required?: string[]) => object({ ...meta, spec, status }, required);

const cachePolicy = object({
  includeHost: boolean, includeProtocol: boolean, includeQueryString: boolean, queryStringBlacklist: list(string), queryStringWhitelist: list(string),
});
const cdn = (more: object) => object({ cachePolicy, enabled: boolean, ...more }, ['enabled']);
const backend = {
  connectionDraining: object({ drainingTimeoutSec: int64 }),
  customRequestHeaders: object({ headers: list(string) }),
  healthCheck: object({
    checkIntervalSec: int64, healthyThreshold: int64, port: int64, requestPath: string, timeoutSec: int64, type: string, unhealthyThreshold: int64,
  }),
  iap: object({
    enabled: boolean, oauthclientCredentials: object({ clientID: string, clientSecret: string, secretName: string }, ['secretName']),
  }, ['enabled']),
  securityPolicy: object({ name: string }, ['name']),
  sessionAffinity: object({ affinityCookieTtlSec: int64, affinityType: string }),
  timeoutSec: int64,
};
const backendConfig = crd('cloud.google.com', 'BackendConfig', [
  {
    name: 'v1',
    storage: true,
    schema: kindOf(object({
      ...backend,
      cdn: cdn({
        bypassCacheOnRequestHeaders: list(object({ headerName: string })),
        cacheMode: string,
        clientTtl: int64,
        defaultTtl: int64,
        maxTtl: int64,
        negativeCaching: boolean,
        negativeCachingPolicy: list(object({ code: int64, ttl: int64 })),
        requestCoalescing: boolean,
        serveWhileStale: int64,
        signedUrlCacheMaxAgeSec: int64,
        signedUrlKeys: list(object({ keyName: string, keyValue: string, secretName: string })),
      }),
      customResponseHeaders: object({ headers: list(string) }),
      logging: object({ enable: boolean, sampleRate: { type: 'number' } }),
    })),
  },
  { name: 'v1beta1', storage: false, schema: kindOf(object({ ...backend, cdn: cdn({}) })) },
]);

const frontendConfig = crd('networking.gke.io', 'FrontendConfig', [{
  name: 'v1beta1',
  storage: true,
  schema: kindOf(object({
    redirectToHttps: object({
      enabled: boolean, responseCodeName: oneOf('MOVED_PERMANENTLY_DEFAULT', 'FOUND', 'SEE_OTHER', 'TEMPORARY_REDIRECT', 'PERMANENT_REDIRECT'),
    }, ['enabled']),
    sslPolicy: string,
  })),
}]);

const domains = kindOf(object({
  domains: list({ ...string, maxLength: 63, pattern: '^(([a-z0-9]+|[a-z0-9][-a-z0-9]*[a-z0-9])\\.)+[a-z][-a-z0-9]*[a-z0-9]$' }, { maxItems: 100 }),
}));
const managedCertificate = crd('networking.gke.io', 'ManagedCertificate', [
  { name: 'v1', storage: true, additionalPrinterColumns: [age], schema: domains },
  { name: 'v1beta1', storage: false, additionalPrinterColumns: [age], schema: domains },
  { name: 'v1beta2', storage: false, additionalPrinterColumns: [age], schema: domains },
]);

const attachment = kindOf(object({
  connectionPreference: oneOf('ACCEPT_AUTOMATIC', 'ACCEPT_MANUAL'),
  consumerAllowList: list(object({ connectionLimit: int64, forceSendFields: list(string), nullFields: list(string), project: string })),
  consumerRejectList: list(string),
  natSubnets: list(string),
  proxyProtocol: boolean,
  resourceRef: object({ apiGroup: string, kind: string, name: string }, ['kind', 'name']),
}));
const serviceAttachment = crd('networking.gke.io', 'ServiceAttachment', [
  { name: 'v1', storage: true, schema: attachment }, { name: 'v1beta1', storage: false, schema: attachment },
]);

const port = { 'x-kubernetes-int-or-string': true };
const ingressBackend = object({ serviceName: string, servicePort: port }, ['serviceName', 'servicePort']);
const multiClusterIngress = kindOf(object({
  template: object({
    metadata: open,
    spec: object({
      backend: ingressBackend,
      rules: list(object({ host: string, http: object({ paths: list(object({ backend: ingressBackend, path: string, pathType: string }, ['backend'])) }, ['paths']) })),
      tls: list(object({ hosts: list(string), secretName: string })),
    }),
  }, ['spec']),
}, ['template']), ['spec']);
const multiClusterService = kindOf(object({
  clusters: list(object({ link: limited(253) }, ['link'])),
  template: object({
    metadata: open,
    spec: {
      ...object({
        ports: list(object({ appProtocol: string, name: string, nodePort: integer, port: integer, protocol: oneOf('TCP', 'UDP', 'SCTP'), targetPort: port }, ['port'])),
        selector: { type: 'object', additionalProperties: string },
      }),
      'x-kubernetes-preserve-unknown-fields': true,
    },
  }, ['spec']),
}, ['template']), ['spec']);
const everyVersion = (schema: any) => ['v1', 'v1beta1'].map((name) => ({ name, storage: name === 'v1', additionalPrinterColumns: [age], schema }));
const plural = (definition: any, name: string) => ({
  ...definition, metadata: { name: `${name}.${definition.spec.group}` }, spec: { ...definition.spec, names: { ...definition.spec.names, plural: name } },
});

const target = object({
  group: { ...string, maxLength: 253 }, kind: limited(63), name: limited(253),
}, ['group', 'kind', 'name']);
const extensionRef = (kinds: string[]) => ({
  ...object({
    group: oneOf('', 'net.gke.io', 'networking.gke.io', 'apim.googleapis.com'), kind: oneOf(...kinds), name: limited(253), port: { ...integer, minimum: 1, maximum: 65535 },
  }, ['group', 'kind', 'name']),
  'x-kubernetes-validations': [
    rule('self.kind != "Service" || self.group == ""', 'a Service is of the empty group'),
    rule('self.kind != "ServiceImport" || self.group == "net.gke.io"', 'a ServiceImport is of group net.gke.io'),
    rule('self.kind != "GCPWasmPlugin" || self.group == "networking.gke.io"', 'a GCPWasmPlugin is of group networking.gke.io'),
    rule('(self.kind != "Service" && self.kind != "ServiceImport") || has(self.port)', 'a Service or ServiceImport needs a port'),
    rule('self.kind != "GCPWasmPlugin" || !has(self.port)', 'a GCPWasmPlugin has no port'),
  ],
});
const EVENTS = ['RequestHeaders', 'RequestBody', 'ResponseHeaders', 'ResponseBody', 'RequestTrailers', 'ResponseTrailers'];
const timeout = { ...string, pattern: '^([0-9]{1,5}(h|m|s|ms)){1,4}$' };
const authority = { ...string, maxLength: 1000, pattern: '^[A-Za-z0-9-_:%\\.\\[\\]]*$' };
const forwardHeaders = list(limited(256, { pattern: '^[A-Za-z0-9!#$%&\'*+\\-.^_\\x60|~]+$' }), { maxItems: 50 });
const googleService = { ...string, maxLength: 100, pattern: '^[a-z0-9.-]+\\.(googleapis|sandbox\\.googleapis)\\.com$' };
const metadata = { type: 'object', additionalProperties: limited(1023) };
const oneService = rule('has(self.backendRef) != has(self.googleAPIServiceName)', 'exactly one of backendRef and googleAPIServiceName is needed');
const milliseconds = rule(
  '!has(self.timeout) || (duration(self.timeout) >= duration("10ms") && duration(self.timeout) <= duration("10000ms"))', 'timeout is between 10 ms and 10 s',
);
const label = limited(63, { pattern: '^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$' });
const sendMode = oneOf('Streamed', 'FullDuplexStreamed');
const KINDS = ['Service', 'ServiceImport', 'GCPWasmPlugin', 'ApigeeBackendService'];

const extension = (kind: string, kinds: string[], atMost: number, events: boolean) => crd('networking.gke.io', kind, [{
  name: 'v1',
  storage: true,
  schema: kindOf(object({
    extensionChains: list(object({
      extensions: list({
        ...object({
          authority,
          backendRef: extensionRef(kinds),
          failOpen: boolean,
          forwardHeaders,
          googleAPIServiceName: googleService,
          metadata,
          name: label,
          observabilityMode: boolean,
          requestBodySendMode: sendMode,
          responseBodySendMode: sendMode,
          supportedEvents: list(oneOf(...EVENTS), { maxItems: 6 }),
          timeout,
        }, ['name', ...(events ? ['supportedEvents'] : [])]),
        'x-kubernetes-validations': [
          oneService,
          milliseconds,
          rule('!has(self.backendRef) || (self.backendRef.kind != "Service" && self.backendRef.kind != "ServiceImport") || (has(self.authority) && size(self.authority) > 0)', 'a Service that is called needs an authority'),
          rule('!has(self.googleAPIServiceName) || !has(self.authority)', 'a service of Google has no authority of yours'),
        ],
      }, { minItems: 1, maxItems: atMost }),
      matchCondition: object({ celExpressions: list(object({ backendRefs: list(open), celMatcher: { ...string, maxLength: 512 } }), { maxItems: 10 }) }),
      name: label,
    }, ['extensions', 'name']), { minItems: 1, maxItems: 5 }),
    targetRefs: list(target, { minItems: 1, maxItems: 10 }),
  }, ['extensionChains', 'targetRefs'])),
}]);

const authzExtension = crd('networking.gke.io', 'GCPAuthzExtension', [{
  name: 'v1',
  storage: true,
  schema: kindOf({
    ...object({
      authority,
      backendRef: extensionRef(KINDS),
      failOpen: boolean,
      forwardAttributes: list(string, { maxItems: 16 }),
      forwardHeaders,
      googleAPIServiceName: googleService,
      metadata,
      timeout,
      wireFormat: oneOf('ExtProcGRPC'),
    }),
    'x-kubernetes-validations': [
      oneService,
      milliseconds,
      rule('!has(self.backendRef) || has(self.timeout)', 'a Service that decides needs a timeout'),
      rule('!has(self.backendRef) || (has(self.authority) && size(self.authority) > 0)', 'a Service that decides needs an authority'),
      rule('!has(self.backendRef) || self.backendRef.kind == "Service"', 'only a Service decides here'),
      rule('!has(self.googleAPIServiceName) || !has(self.authority)', 'a service of Google has no authority of yours'),
    ],
  }),
}]);

export const gkeLoadBalancers = [
  backendConfig,
  frontendConfig,
  managedCertificate,
  serviceAttachment,
  plural(crd('networking.gke.io', 'MultiClusterIngress', everyVersion(multiClusterIngress)), 'multiclusteringresses'),
  crd('networking.gke.io', 'MultiClusterService', everyVersion(multiClusterService)),
  extension('GCPTrafficExtension', KINDS, 3, true),
  extension('GCPRoutingExtension', KINDS, 1, false),
  authzExtension,
];
