import { as, bool, duration, fields, list, map, member, NO_MEMBER, NO_PROPERTY, number, only, required, text, Untyped } from './reader';
import type { Reader } from './reader';
import { exportTo, portNumber } from './routes';
import { istio } from '../../../src';

export const connectionPool = fields({
  tcp: fields({
    maxConnections: number,
    connectTimeout: duration,
    tcpKeepalive: fields({ probes: number, time: duration, interval: duration }),
    maxConnectionDuration: duration,
    idleTimeout: duration,
  }),
  http: fields({
    http1MaxPendingRequests: number,
    http2MaxRequests: number,
    maxRequestsPerConnection: number,
    maxRetries: number,
    idleTimeout: duration,
    h2UpgradePolicy: member(istio.H2UpgradePolicy),
    useClientProtocol: bool,
    maxConcurrentStreams: number,
    http2KeepAlive: fields({ interval: duration, timeout: duration }),
  }),
});

const outlierDetection = fields({
  consecutive5xxErrors: number,
  consecutiveGatewayErrors: number,
  splitExternalLocalOriginErrors: bool,
  consecutiveLocalOriginFailures: number,
  interval: duration,
  baseEjectionTime: duration,
  maxEjectionPercent: number,
  minHealthPercent: number,
  outlierDetectionHttpErrorCodes: list(number),
});

const failover = list(fields({ from: required(text), to: required(text) }));

/** The factories write `enabled`; a setting with another value of it can't be written, but the empty ones. */
const locality: Reader = (json) => {
  const { enabled, distribute, failover: failovers, failoverPriority } =
    fields({ enabled: bool, distribute: list(fields({ from: required(text), to: required(map(number)) })), failover, failoverPriority: list(text) })(json);
  const parts = [distribute, failovers, failoverPriority].filter((part) => part !== undefined);
  if (parts.length === 0 && enabled !== undefined) { return enabled ? istio.LocalityLoadBalancing.enabled() : istio.LocalityLoadBalancing.disabled(); }
  if (!enabled || (distribute && parts.length > 1)) { throw new Untyped(NO_PROPERTY); }
  return distribute ? istio.LocalityLoadBalancing.distribute(distribute)
    : failovers ? istio.LocalityLoadBalancing.failover(failovers, failoverPriority) : istio.LocalityLoadBalancing.failoverPriority(failoverPriority);
};

const cookie = fields({ name: required(text), path: text, ttl: duration, attributes: list(fields({ name: required(text), value: text })) });

const HASH: Record<string, (json: any, algorithm?: istio.HashAlgorithm) => istio.ConsistentHash> = {
  httpHeaderName: (json, algorithm) => istio.ConsistentHash.byHeader(text(json), algorithm),
  httpCookie: (json, algorithm) => istio.ConsistentHash.byCookie(cookie(json), algorithm),
  httpQueryParameterName: (json, algorithm) => istio.ConsistentHash.byQueryParameter(text(json), algorithm),
  useSourceIp: (json, algorithm) => {
    if (!bool(json)) { throw new Untyped(NO_PROPERTY); }
    return istio.ConsistentHash.bySourceIp(algorithm);
  },
};

const consistentHash: Reader = (json) => {
  const { ringHash, maglev, ...keys } = fields({
    httpHeaderName: text, httpCookie: cookie, httpQueryParameterName: text, useSourceIp: bool, ringHash: fields({ minimumRingSize: number }), maglev: fields({ tableSize: required(number) }),
  })(json);
  const [key, ...others] = Object.keys(keys);
  if (key === undefined || others.length > 0 || (ringHash && maglev)) { throw new Untyped(NO_PROPERTY); }
  return HASH[key](json[key], ringHash ? istio.HashAlgorithm.ringHash(ringHash) : maglev && istio.HashAlgorithm.maglev(maglev));
};

const SIMPLE: Record<string, (options: istio.LoadBalancerOptions) => istio.LoadBalancer> = {
  LEAST_REQUEST: istio.LoadBalancer.leastRequest,
  ROUND_ROBIN: istio.LoadBalancer.roundRobin,
  RANDOM: istio.LoadBalancer.random,
  PASSTHROUGH: istio.LoadBalancer.passthrough,
};

const loadBalancer: Reader = (json) => {
  const { simple, consistentHash: hash, ...options } = fields({
    simple: text,
    consistentHash,
    localityLbSetting: as('locality', locality),
    zoneAwareLbSetting: as('zoneAware', fields({ enabled: bool, failover, failoverPriority: list(text), minClusterSize: number })),
    warmup: fields({ duration: required(duration), minimumPercent: number, aggression: number }),
  })(json);
  if (simple !== undefined && hash) { throw new Untyped(NO_PROPERTY); }
  if (simple !== undefined && !Object.hasOwn(SIMPLE, simple)) { throw new Untyped(NO_MEMBER, 'simple'); }
  return simple !== undefined ? SIMPLE[simple](options) : hash ? istio.LoadBalancer.consistentHash(hash, options) : istio.LoadBalancer.withOptions(options);
};

const clientTls: Reader = (json) => {
  const { mode, credentialName, clientCertificate, privateKey, ...verification } = fields({
    mode: required(text),
    credentialName: text,
    clientCertificate: text,
    privateKey: text,
    caCertificates: text,
    caCrl: text,
    subjectAltNames: list(text),
    sni: text,
    insecureSkipVerify: bool,
  })(json);
  switch (mode) {
    case 'DISABLE':
      only(json, 'mode');
      return istio.ClientTls.disable();
    case 'SIMPLE':
      if (clientCertificate !== undefined || privateKey !== undefined) { throw new Untyped(NO_PROPERTY); }
      return credentialName === undefined ? istio.ClientTls.simple(verification) : istio.ClientTls.simpleFromSecret(credentialName, verification);
    case 'MUTUAL':
      return istio.ClientTls.mutual(clientCertificateOf({ credentialName, clientCertificate, privateKey }), verification);
    case 'ISTIO_MUTUAL':
      if (credentialName !== undefined || clientCertificate !== undefined || privateKey !== undefined) { throw new Untyped(NO_PROPERTY); }
      return istio.ClientTls.istioMutual(verification);
    default:
      throw new Untyped(NO_MEMBER, 'mode');
  }
};

const clientCertificateOf = ({ credentialName, clientCertificate, privateKey }: { credentialName?: string; clientCertificate?: string; privateKey?: string }): istio.ClientCertificate => {
  const files = [clientCertificate, privateKey].filter((file) => file !== undefined);
  if (credentialName !== undefined ? files.length > 0 : files.length < 2) { throw new Untyped(NO_PROPERTY); }
  return credentialName !== undefined ? istio.ClientCertificate.secret(credentialName) : istio.ClientCertificate.files({ clientCertificate: clientCertificate!, privateKey: privateKey! });
};

const POLICY = { loadBalancer, connectionPool, outlierDetection, tls: clientTls };

const trafficPolicy = fields({
  ...POLICY,
  portLevelSettings: list(fields({ ...POLICY, port: required(portNumber) })),
  tunnel: fields({ targetHost: required(text), targetPort: required(number), protocol: member(istio.TunnelProtocol) }),
  proxyProtocol: fields({ version: member(istio.ProxyProtocolVersion) }),
  retryBudget: fields({ percent: number, minRetryConcurrency: number, budgetInterval: duration }),
});

export const destinationRule = fields({
  host: required(text),
  trafficPolicy,
  subsets: list(fields({ name: required(text), labels: map(text), trafficPolicy })),
  exportTo: list(exportTo),
  workloadSelector: (json) => fields({ matchLabels: required(map(text)) })(json).matchLabels,
});
