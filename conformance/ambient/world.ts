/** A mesh in ambient mode with two waypoints, as istiod is asked about it and as ours compiles it. */
const object = (apiVersion: string, kind: string, namespace: string, name: string, more: object, labels: Record<string, string> = {}): any =>
  ({ apiVersion, kind, metadata: { name, ...(namespace && { namespace }), labels }, ...more });
const istio = (kind: string, namespace: string, name: string, spec: object) => object('networking.istio.io/v1', kind, namespace, name, { spec });
const gateway = (kind: string, namespace: string, name: string, more: object) => object('gateway.networking.k8s.io/v1', kind, namespace, name, more);
const NAME = 'gateway.networking.k8s.io/gateway-name';
const USE = 'istio.io/use-waypoint';
const HTTP = { name: 'http', port: 9080 };

interface Port { readonly name: string; readonly port: number; readonly appProtocol?: string }

/** A Service, its endpoints and their pod, each with addresses of their own. */
function service(namespace: string, name: string, at: number, ports: readonly Port[], labels = {}, podLabels: Record<string, string> = { app: name }): any[] {
  const pod = `${name}-pod`;
  const [ip, podIp] = [`10.0.0.${at}`, `10.1.0.${at}`];
  return [
    object('v1', 'Service', namespace, name, { spec: { clusterIP: ip, clusterIPs: [ip], selector: podLabels, ports: ports.map((p) => ({ protocol: 'TCP', targetPort: p.port, ...p })) } }, labels),
    object('discovery.k8s.io/v1', 'EndpointSlice', namespace, `${name}-0`, {
      addressType: 'IPv4',
      ports: ports.map((p) => ({ name: p.name, protocol: 'TCP', port: p.port })),
      endpoints: [{ addresses: [podIp], conditions: { ready: true }, targetRef: { kind: 'Pod', name: pod, namespace } }],
    }, { 'kubernetes.io/service-name': name }),
    object('v1', 'Pod', namespace, pod, { spec: { containers: [{ name: 'c', image: 'i' }] }, status: { podIP: podIp, podIPs: [{ ip: podIp }], phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } }, { ...podLabels, version: 'v1' }),
  ];
}

const waypoint = (namespace: string, name: string, at: number, from: string): any[] => [
  gateway('Gateway', namespace, name, {
    spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', allowedRoutes: { namespaces: { from } } }] },
    status: { addresses: [{ type: 'IPAddress', value: `10.0.0.${at}` }] },
  }),
  ...service(namespace, name, at, [{ name: 'mesh', port: 15008, appProtocol: 'all' }], { [NAME]: name, 'gateway.istio.io/managed': 'istio.io-mesh-controller' }, { [NAME]: name }),
];

const to = (host: string, more: object = {}) => ({ destination: { host, ...more } });

const GIVEN: readonly any[] = [
  ...['shop', 'infra', 'other'].map((name) => object('v1', 'Namespace', '', name, {}, { 'istio.io/dataplane-mode': 'ambient' })),
  gateway('GatewayClass', '', 'istio-waypoint', { spec: { controllerName: 'istio.io/mesh-controller' } }),
  ...waypoint('shop', 'way', 91, 'Same'),
  ...waypoint('infra', 'far', 92, 'All'),
  ...service('shop', 'reviews', 10, [HTTP, { name: 'tcp', port: 3306 }, { name: 'other', port: 7000 }], { [USE]: 'way' }),
  ...service('shop', 'ratings', 11, [HTTP]),
  ...service('shop', 'cart', 12, [HTTP, { name: 'grpc', port: 9090 }], { [USE]: 'way' }),
  ...service('shop', 'plain', 13, [HTTP], { [USE]: 'way' }),
  ...service('shop', 'away', 14, [HTTP], { [USE]: 'far', [`${USE}-namespace`]: 'infra' }),
  ...service('other', 'closed', 15, [HTTP], { [USE]: 'way', [`${USE}-namespace`]: 'shop' }),
  istio('DestinationRule', 'shop', 'reviews', { host: 'reviews', subsets: [{ name: 'v1', labels: { version: 'v1' } }], trafficPolicy: { loadBalancer: { consistentHash: { httpHeaderName: 'x-user' } } } }),
  istio('VirtualService', 'shop', 'reviews', {
    hosts: ['reviews'],
    http: [
      { name: 'labelled', match: [{ sourceLabels: { app: 'web' }, uri: { prefix: '/labelled' } }], route: [to('reviews', { subset: 'v1' })] },
      { name: 'space', match: [{ sourceNamespace: 'shop', uri: { prefix: '/space' } }, { gateways: ['mesh'], sourceLabels: { app: 'x' }, uri: { prefix: '/gateways' } }], route: [to('reviews', { subset: 'v1' })] },
      { name: 'elsewhere', match: [{ sourceNamespace: 'other', uri: { prefix: '/elsewhere' } }], route: [to('reviews')] },
      { name: 'jason', match: [{ headers: { 'end-user': { exact: 'jason' } } }], rewrite: { uri: '/new' }, timeout: '2s', mirror: { host: 'ratings' }, route: [to('reviews', { subset: 'v2' })] },
      { match: [{ uri: { prefix: '/ratings' } }], route: [to('ratings')] },
      { match: [{ uri: { prefix: '/ghost' } }], route: [to('ghost')] },
      { match: [{ uri: { prefix: '/port' } }], route: [to('reviews', { port: { number: 3306 } })] },
      { route: [{ ...to('reviews', { subset: 'v1' }), weight: 3 }, { ...to('cart', { port: { number: 9080 } }), weight: 1 }] },
    ],
    tcp: [{ match: [{ port: 3306 }], route: [{ ...to('ratings', { port: { number: 9080 } }), weight: 1 }, { ...to('reviews', { port: { number: 3306 } }), weight: 4 }] }],
  }),
  // the oldest rule, for all hosts of the namespace, and rules of namespaces that don't count
  istio('VirtualService', 'shop', 'a-wide', { hosts: ['*.shop.svc.cluster.local'], http: [{ name: 'wide', match: [{ uri: { prefix: '/wide' } }], route: [to('ratings')] }] }),
  istio('VirtualService', 'other', 'stranger', { hosts: ['cart.shop.svc.cluster.local'], http: [{ name: 'stranger', route: [to('cart.shop.svc.cluster.local')] }] }),
  istio('VirtualService', 'infra', 'away', { hosts: ['away.shop.svc.cluster.local'], http: [{ name: 'infra', match: [{ method: { exact: 'POST' } }], route: [to('away.shop.svc.cluster.local')] }] }),
  istio('VirtualService', 'shop', 'away', { hosts: ['away'], http: [{ name: 'own', fault: { abort: { httpStatus: 503, percentage: { value: 50 } } }, route: [to('away')] }] }),
  gateway('HTTPRoute', 'shop', 'cart', {
    spec: {
      parentRefs: [{ group: '', kind: 'Service', name: 'cart', port: 9080 }],
      rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/cart' } }], backendRefs: [{ name: 'cart', port: 9080, weight: 9 }, { name: 'ratings', port: 9080, weight: 1 }] }],
    },
  }),
];

/** Which object is the oldest decides about routes: `a-wide` is, and the others follow as they stand here. */
export const OBJECTS: readonly any[] = GIVEN.map((o, i) => ({ ...o, metadata: { ...o.metadata, creationTimestamp: new Date(Date.UTC(o.metadata.name === 'a-wide' ? 2025 : 2026, 0, 1, 0, i)).toISOString().replace('.000', '') } }));

export const WAYPOINTS = [
  { name: 'way-pod', namespace: 'shop', labels: { [NAME]: 'way' }, ip: '10.1.0.91' },
  { name: 'far-pod', namespace: 'infra', labels: { [NAME]: 'far' }, ip: '10.1.0.92' },
] as const;
