/** A leaf of a CRD's schema that no prop writes. */
interface Exception {
  readonly kinds: readonly string[];
  /** The end of the leaf's path. */
  readonly leaf: string;
  readonly reason: string;
}

const ATTACHED = ['AuthorizationPolicy', 'RequestAuthentication', 'Telemetry', 'WasmPlugin'];

/** Every leaf that the typed props do not cover, and why. A JSON patch can set all of them. */
export const EXCEPTIONS: readonly Exception[] = [
  ...['group', 'kind', 'name', 'namespace'].map((leaf) => ({ kinds: ATTACHED, leaf: `/targetRef/${leaf}`, reason: 'deprecated for targetRefs, which says the same' })),
  { kinds: [...ATTACHED, 'EnvoyFilter', 'TrafficExtension'], leaf: '/targetRefs/[]/namespace', reason: "the CRD's rule refuses any value but an empty one" },
  { kinds: ['DestinationRule'], leaf: '/consistentHash/minimumRingSize', reason: 'deprecated for ringHash.minimumRingSize, beside which istiod refuses it' },
  { kinds: ['DestinationRule'], leaf: '/warmupDurationSecs', reason: 'superseded by warmup.duration, which istiod prefers' },
  { kinds: ['DestinationRule'], leaf: '/outlierDetection/consecutiveErrors', reason: 'deprecated for consecutiveGatewayErrors and consecutive5xxErrors; istiod only warns of it' },
  { kinds: ['Gateway'], leaf: '/servers/[]/defaultEndpoint', reason: 'not implemented by Istio, says its own documentation' },
  { kinds: ['Gateway'], leaf: '/port/targetPort', reason: 'a Gateway listens at number; the field is for ServiceEntry and has no effect here' },
  { kinds: ['RequestAuthentication'], leaf: '/jwks_uri', reason: 'an alias of jwksUri; the CRD refuses both together' },
  { kinds: ['Sidecar'], leaf: '/port/targetPort', reason: 'deprecated and without effect; ingress has defaultEndpoint' },
  ...['caCertCredentialName', 'credentialName', 'credentialNames/[]', 'httpsRedirect', 'subjectAltNames/[]',
    'tlsCertificates/[]/caCertificates', 'tlsCertificates/[]/privateKey', 'tlsCertificates/[]/serverCertificate'].map((leaf) => ({ kinds: ['Sidecar'], leaf: `/ingress/[]/tls/${leaf}`, reason: 'istiod refuses it in a Sidecar, or has no effect for it' })),
  { kinds: ['WorkloadGroup'], leaf: '/probe/grpc/port', reason: 'istiod refuses it: unknown health check method' },
  { kinds: ['WorkloadGroup'], leaf: '/probe/grpc/service', reason: 'istiod refuses it: unknown health check method' },
  { kinds: ['TrafficExtension', 'WasmPlugin'], leaf: '/verificationKey', reason: 'reserved: not implemented until a design for signatures is agreed on' },
  { kinds: ['VirtualService'], leaf: '/allowOrigin/[]', reason: 'deprecated for allowOrigins, which says the same' },
  { kinds: ['VirtualService'], leaf: '/fault/abort/http2Error', reason: 'istiod refuses it: not supported yet' },
  { kinds: ['VirtualService'], leaf: '/fault/delay/exponentialDelay', reason: 'istiod refuses it: not supported yet' },
  { kinds: ['VirtualService'], leaf: '/fault/delay/percent', reason: 'deprecated for percentage, which says the same' },
  { kinds: ['VirtualService'], leaf: '/mirrorPercent', reason: 'deprecated for mirrorPercentage, which says the same' },
  { kinds: ['VirtualService'], leaf: '/mirror_percent', reason: 'an alias of mirrorPercent' },
];

/** Every field of MeshConfig (by a part of its path) that the typed props do not cover, and why. */
export const MESH_EXCEPTIONS: readonly { readonly part: string; readonly reason: string }[] = [
  { part: '/lightstep/', reason: 'deprecated since 1.15 for OpenTelemetry' },
  { part: '/openCensusAgent/', reason: 'hidden from the documentation: OpenCensus has ended' },
  { part: '/opencensus/', reason: 'deprecated: OpenCensus has ended' },
  { part: '/stackdriver/debug', reason: 'deprecated' },
  { part: '/stackdriver/maxNumberOf', reason: 'deprecated' },
  { part: '/certificates/', reason: 'deprecated for cert-manager and the like' },
  { part: '/verifyCertificateAtClient', reason: 'deprecated: certificates are verified' },
  { part: '/includeHeadersInCheck/', reason: 'deprecated for includeRequestHeadersInCheck' },
  { part: '/consecutiveErrors', reason: 'deprecated for consecutiveGatewayErrors and consecutive5xxErrors' },
  { part: '/meshMTLS/ecdhCurves/', reason: 'istiod refuses it' },
  { part: '/discoveryRefreshDelay', reason: 'deprecated' },
  { part: '/zipkinAddress', reason: 'deprecated for tracing' },
  { part: '/envoyMetricsServiceAddress', reason: 'deprecated for envoyMetricsService' },
  { part: '/availabilityZone', reason: 'deprecated: the node says' },
  { part: '/defaultConfig/sds/', reason: 'deprecated: the agent always speaks SDS' },
  { part: '/extraStatTags/', reason: 'deprecated: no longer needed' },
];
