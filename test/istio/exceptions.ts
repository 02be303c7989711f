/** A leaf of a CRD's schema that no prop writes. */
interface Exception {
  readonly kinds: readonly string[];
  /** The end of the leaf's path. */
  readonly leaf: string;
  readonly reason: string;
}

const ATTACHED = ['AuthorizationPolicy', 'RequestAuthentication', 'Telemetry', 'WasmPlugin'];

/** Every leaf that the typed props do not reach, and why. A JSON patch reaches them all. */
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
  { kinds: ['TrafficExtension', 'WasmPlugin'], leaf: '/verificationKey', reason: 'reserved: not implemented until a design for signatures is agreed on' },
  { kinds: ['VirtualService'], leaf: '/allowOrigin/[]', reason: 'deprecated for allowOrigins, which says the same' },
  { kinds: ['VirtualService'], leaf: '/fault/abort/http2Error', reason: 'istiod refuses it: not supported yet' },
  { kinds: ['VirtualService'], leaf: '/fault/delay/exponentialDelay', reason: 'istiod refuses it: not supported yet' },
  { kinds: ['VirtualService'], leaf: '/fault/delay/percent', reason: 'deprecated for percentage, which says the same' },
  { kinds: ['VirtualService'], leaf: '/mirrorPercent', reason: 'deprecated for mirrorPercentage, which says the same' },
  { kinds: ['VirtualService'], leaf: '/mirror_percent', reason: 'an alias of mirrorPercent' },
];
