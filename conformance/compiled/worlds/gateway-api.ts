import { APPS, type Draw, type DrawnProxy } from './draw';
import { defined, OUTSIDE } from './names';

const GROUP = 'gateway.networking.k8s.io';
const API = `${GROUP}/v1`;
const HOSTS = [...OUTSIDE.filter((h) => h !== '*.com'), 'shop.example.com', 'pay.shop.example.com', '*.shop.example.com', 'other.net'];
const NAMESPACES = ['a', 'b', 'edge'];
const SECTIONS = ['web', 'alt', 'secure', 'bytes'];

const namespacesOf = ({ r }: Draw): any => r.one<any>([
  { from: 'All' }, { from: 'All' }, { from: 'Same' }, { from: 'Selector', selector: { matchLabels: { team: 'x' } } },
  { from: 'Selector', selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['a', 'edge'] }] } },
]);

const certificate = ({ r }: Draw): any => defined({
  group: r.maybe(0.1, () => ''),
  kind: r.maybe(0.2, () => 'Secret'),
  name: r.one(['cert', 'cert', 'cert', 'second', 'missing']),
  namespace: r.maybe(0.2, () => r.one(NAMESPACES)),
});

function listener(draw: Draw, name: string): any {
  const { r } = draw;
  const protocol = r.one(['HTTP', 'HTTP', 'HTTP', 'HTTPS', 'HTTPS', 'TLS', 'TCP']);
  const ends = protocol === 'HTTPS' || r.chance(0.3);
  const secure = protocol === 'HTTPS' || protocol === 'TLS';
  return defined({
    name,
    port: r.one(protocol === 'HTTP' ? [80, 80, 8080] : secure ? [443, 443, 8443] : [9090, 27017, 80]),
    protocol,
    hostname: protocol === 'TCP' ? undefined : r.maybe(0.6, () => r.one(HOSTS)),
    tls: secure && r.chance(0.95) ? defined({
      mode: ends ? (r.chance(0.5) ? 'Terminate' : undefined) : 'Passthrough',
      certificateRefs: ends && r.chance(0.95) ? Array.from({ length: r.one([1, 1, 1, 2]) }, () => certificate(draw)) : undefined,
      options: r.maybe(0.2, () => r.one<any>([
        { 'gateway.istio.io/tls-terminate-mode': 'MUTUAL' }, { 'gateway.istio.io/tls-terminate-mode': 'ISTIO_MUTUAL' }, { 'gateway.istio.io/tls-terminate-mode': 'ISTIO_SIMPLE' },
        { 'gateway.istio.io/tls-terminate-mode': 'OPTIONAL_MUTUAL' }, { 'gateway.istio.io/tls-cipher-suites': 'AES256-GCM-SHA384, ECDHE-RSA-AES128-GCM-SHA256' },
      ])),
    }) : undefined,
    allowedRoutes: r.maybe(0.75, () => defined({
      namespaces: r.maybe(0.85, () => namespacesOf(draw)),
      kinds: r.maybe(draw.emphases.has('attachments') ? 0.4 : 0.12, () => r.one([[{ kind: 'HTTPRoute' }], [{ kind: 'GRPCRoute', group: GROUP }], [{ kind: 'TCPRoute' }], [{ kind: 'TLSRoute' }, { kind: 'HTTPRoute' }]])),
    })),
  });
}

/** A Gateway, with what its controller would make for it: a pod and a Service in front of it. */
function gateway(draw: Draw, i: number): { objects: any[]; proxies: DrawnProxy[] } {
  const { r } = draw;
  const ns = r.one(NAMESPACES);
  const name = `kgw-${i}`;
  const gatewayClassName = r.one(['istio', 'istio', 'istio', 'istio', 'mine', 'foreign', 'absent']);
  const listeners = r.some(SECTIONS, 1, 3).map((section) => listener(draw, section));
  const unmanaged = r.chance(0.2);
  const object = draw.object(API, 'Gateway', name, ns, {
    spec: defined({
      gatewayClassName,
      listeners,
      addresses: unmanaged ? [{ type: 'Hostname', value: r.one(['gw', `gw.${ns}.svc.cluster.local`]) }] : r.maybe(0.1, () => [{ type: 'IPAddress', value: '192.0.2.1' }]),
      allowedListeners: r.maybe(draw.emphases.has('attachments') ? 0.9 : 0.4, () => ({ namespaces: r.one<any>([{ from: 'All' }, { from: 'Same' }, { from: 'None' }, { from: 'Selector', selector: { matchLabels: { team: 'x' } } }]) })),
      tls: r.maybe(0.15, () => ({
        frontend: {
          default: r.one<any>([{}, { validation: { caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: r.one(['authorities', 'missing']) }], ...(r.chance(0.3) ? { mode: 'AllowInsecureFallback' } : {}) } }]),
          ...(r.chance(0.3) ? { perPort: [{ port: 443, tls: { validation: { caCertificateRefs: [{ group: '', kind: 'Secret', name: 'cert' }] } } }] } : {}),
        },
      })),
    }),
  });
  const labels: Record<string, string> = { 'gateway.networking.k8s.io/gateway-name': name, 'app': 'kgw', ...(r.chance(0.2) ? { istio: 'ingress' } : {}) };
  const ip = `10.1.2.${i + 1}`;
  const deployed = `${name}-${gatewayClassName}`;
  const pod = draw.object('v1', 'Pod', deployed, ns, {
    spec: { serviceAccountName: deployed, containers: [{ name: 'istio-proxy', image: 'auto' }] },
    status: { podIP: ip, podIPs: [{ ip }], phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  }, { labels });
  const ports = [...new Set([15021, ...listeners.map((l) => l.port), ...(r.chance(0.3) ? [8443, 80] : [])])];
  const service = draw.object('v1', 'Service', unmanaged && r.chance(0.8) ? 'gw' : deployed, ns, {
    spec: {
      selector: { 'gateway.networking.k8s.io/gateway-name': name },
      clusterIP: `10.96.8.${i + 1}`,
      ports: ports.map((port) => ({ port, name: `p-${port}`, ...(r.chance(0.2) ? { targetPort: port + 1000 } : {}) })),
    },
  });
  return { objects: [object, pod, service], proxies: [{ name: deployed, type: 'router', namespace: ns, labels, serviceAccount: deployed, ip }] };
}

function listenerSet(draw: Draw, i: number): any {
  const { r } = draw;
  const ns = r.one(NAMESPACES);
  return draw.object(API, 'ListenerSet', `set-${i}`, ns, {
    spec: {
      parentRef: defined({ name: r.one(['kgw-0', 'kgw-1']), namespace: r.maybe(0.6, () => r.one(NAMESPACES)), kind: r.maybe(0.2, () => 'Gateway'), group: r.maybe(0.2, () => GROUP) }),
      listeners: r.some(SECTIONS, 1, 2).map((section) => listener(draw, section)),
    },
  });
}

function parentRef({ r, emphases }: Draw): any {
  const pick = r.below(10);
  const port = r.maybe(0.25, () => r.one([80, 8080, 443, 9090]));
  const at = r.maybe(0.4, () => r.one(NAMESPACES));
  if (pick < 4) return defined({ name: r.one(['kgw-0', 'kgw-1', 'kgw-2']), namespace: r.one([...NAMESPACES, undefined]), sectionName: r.maybe(0.25, () => r.one(SECTIONS)), port: r.maybe(0.2, () => r.one([80, 443])) });
  if (pick < (emphases.has('attachments') ? 7 : 5)) return defined({ kind: 'ListenerSet', name: r.one(['set-0', 'set-1']), namespace: at, group: r.maybe(0.3, () => GROUP) });
  if (pick < 9) return defined({ group: '', kind: 'Service', name: r.one(APPS), namespace: at, port });
  return defined({ group: 'networking.istio.io', kind: 'ServiceEntry', name: r.one(['se-0', 'se-1']), namespace: at, port });
}
const parents = (draw: Draw): any[] => Array.from({ length: draw.r.one([1, 1, 2, 3]) }, () => parentRef(draw));

function backend({ r, emphases }: Draw): any {
  const pick = r.below(20);
  const port = r.one([80, 8080, 9090, 443]);
  if (pick === 0) return { group: 'networking.istio.io', kind: 'Hostname', name: r.one(OUTSIDE.filter((h) => !h.startsWith('*'))), port };
  if (pick === 1) return { kind: 'Secret', name: 'cert', port };
  if (pick === 2) return { name: r.one(['cart.a.svc.cluster.local', 'absent']), port };
  return defined({ name: r.one(APPS), port: r.chance(0.98) ? port : undefined, namespace: r.maybe(emphases.has('attachments') ? 0.6 : 0.3, () => r.one(['a', 'b'])), kind: r.maybe(0.1, () => 'Service'), group: r.maybe(0.1, () => '') });
}
const weighted = (draw: Draw, changes: boolean): any => defined({
  ...backend(draw), weight: draw.r.maybe(0.5, () => draw.r.one([0, 1, 3, 10])), filters: changes ? draw.r.maybe(0.15, () => [headerFilter(draw)]) : undefined,
});
const backends = (draw: Draw, changes: boolean): any[] | undefined => (draw.r.chance(0.05) ? undefined : Array.from({ length: draw.r.one([1, 1, 2, 3]) }, () => weighted(draw, changes)));

function headerFilter({ r }: Draw): any {
  const values = { set: [{ name: 'X-Set', value: '1' }, ...(r.chance(0.2) ? [{ name: 'x-set', value: '2' }] : []), ...(r.chance(0.2) ? [{ name: 'Host', value: 'set.example.com' }] : [])] };
  const changes = r.one<any>([values, { add: [{ name: 'x-add', value: '%REQ(a)%' }, { name: 'a', value: 'b' }] }, { remove: ['x-old'] }, { ...values, remove: ['Y'] }]);
  return r.chance(0.6) ? { type: 'RequestHeaderModifier', requestHeaderModifier: changes } : { type: 'ResponseHeaderModifier', responseHeaderModifier: changes };
}

const pathModifier = ({ r }: Draw): any => r.one<any>([
  { type: 'ReplaceFullPath', replaceFullPath: '/full' }, { type: 'ReplacePrefixMatch', replacePrefixMatch: '/new' }, { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' },
  { type: 'ReplacePrefixMatch', replacePrefixMatch: '/new/' }, { type: 'ReplacePrefixMatch', replacePrefixMatch: '' },
]);
const mirror = (draw: Draw): any => ({
  type: 'RequestMirror',
  requestMirror: {
    backendRef: backend(draw),
    ...draw.r.one<any>([{}, {}, { percent: 10 }, { percent: 0 }, { fraction: { numerator: 1, denominator: 3 } }, { fraction: { numerator: 5 } }]),
  },
});

function filters(draw: Draw): any[] {
  const { r } = draw;
  const out: any[] = [];
  if (r.chance(0.25)) out.push(headerFilter(draw));
  if (r.chance(0.15)) out.push(mirror(draw));
  if (r.chance(0.05)) out.push(mirror(draw));
  if (r.chance(0.2)) out.push({ type: 'URLRewrite', urlRewrite: defined({ hostname: r.maybe(0.4, () => 'rewritten.example.com'), path: r.maybe(0.7, () => pathModifier(draw)) }) });
  if (r.chance(0.12)) {
    out.push({
      type: 'CORS',
      cors: defined({
        allowOrigins: r.one([['https://a.example'], ['*'], ['https://*.example', 'http://b.*']]),
        allowMethods: r.maybe(0.5, () => ['GET', '*']),
        allowHeaders: r.maybe(0.5, () => ['x-a']),
        exposeHeaders: r.maybe(0.3, () => ['x-b']),
        allowCredentials: r.maybe(0.4, () => r.chance(0.6)),
        maxAge: r.maybe(0.4, () => 60),
      }),
    });
  }
  if (r.chance(0.02)) out.push({ type: 'ExtensionRef', extensionRef: { group: 'x.example', kind: 'X', name: 'x' } });
  return out;
}

const named = ({ r }: Draw, names: readonly string[]): any[] =>
  r.some(names, 1, 2).map((name) => defined({ name, value: r.one(['v1', 'jason', 'v.*']), type: r.maybe(0.4, () => r.one(['Exact', 'RegularExpression'])) }));

const httpMatch = (draw: Draw): any => defined({
  path: draw.r.maybe(0.8, () => defined({ type: draw.r.maybe(0.8, () => draw.r.one(['PathPrefix', 'PathPrefix', 'Exact', 'RegularExpression'])), value: draw.r.maybe(0.95, () => draw.r.one(['/', '/a', '/a/b', '/a/', '/api', '/x.*'])) })),
  headers: draw.r.maybe(0.25, () => named(draw, ['end-user', 'X-Version'])),
  queryParams: draw.r.maybe(0.15, () => named(draw, ['q', 'debug'])),
  method: draw.r.maybe(0.2, () => draw.r.one(['GET', 'POST'])),
});

function httpRule(draw: Draw): any {
  const { r } = draw;
  const redirect = r.chance(0.12);
  return defined({
    name: r.maybe(0.15, () => r.one(['r1', 'r2'])),
    matches: r.maybe(0.85, () => Array.from({ length: r.one([1, 1, 2]) }, () => httpMatch(draw))),
    filters: redirect ? [{
      type: 'RequestRedirect',
      requestRedirect: defined({
        scheme: r.maybe(0.4, () => 'https'), hostname: r.maybe(0.4, () => 'new.example.com'), port: r.maybe(0.3, () => r.one([80, 443, 8443])), statusCode: r.maybe(0.5, () => r.one([301, 302])), path: r.maybe(0.5, () => pathModifier(draw)),
      }),
    }] : r.maybe(0.6, () => filters(draw)),
    backendRefs: redirect ? undefined : backends(draw, true),
    timeouts: r.maybe(0.25, () => defined({ request: r.maybe(0.7, () => r.one(['10s', '1m30s', '0s', '500ms'])), backendRequest: r.maybe(0.5, () => r.one(['1s', '2s', '0s'])) })),
    retry: r.maybe(0.15, () => defined({ codes: r.maybe(0.6, () => [503, 504]), attempts: r.maybe(0.6, () => r.one([0, 1, 3])), backoff: r.maybe(0.3, () => '100ms') })),
  });
}

const grpcMatch = (draw: Draw): any => defined({
  method: draw.r.maybe(0.8, () => defined({ type: draw.r.maybe(0.5, () => draw.r.one(['Exact', 'RegularExpression'])), ...draw.r.one<any>([{ service: 'shop.Cart' }, { method: 'Get' }, { service: 'shop.Cart', method: 'Get' }, { service: 'shop.*', method: 'G.*' }]) })),
  headers: draw.r.maybe(0.3, () => named(draw, ['end-user', 'X-Version'])),
});

const hostnames = ({ r }: Draw): string[] | undefined => r.maybe(0.6, () => r.some(HOSTS, 1, 2));

function route(draw: Draw, kind: string, i: number): any {
  const { r } = draw;
  const name = `${kind.slice(0, -5).toLowerCase()}-${i}`;
  const ns = r.one(['a', 'b', 'a', 'b', 'edge']);
  const spec = { parentRefs: parents(draw), ...(kind === 'TCPRoute' ? {} : defined({ hostnames: kind === 'TLSRoute' ? hostnames(draw) ?? ['other.net'] : hostnames(draw) })) };
  const count = r.one([1, 1, 2, 3]);
  switch (kind) {
    case 'HTTPRoute': return draw.object(API, kind, name, ns, { spec: defined({ ...spec, rules: r.chance(0.96) ? Array.from({ length: count }, () => httpRule(draw)) : undefined }) });
    case 'GRPCRoute': return draw.object(API, kind, name, ns, {
      spec: {
        ...spec,
        rules: Array.from({ length: count }, () => defined({
          name: r.maybe(0.1, () => 'g1'),
          matches: r.maybe(0.8, () => Array.from({ length: r.one([1, 2]) }, () => grpcMatch(draw))),
          filters: r.maybe(0.3, () => [r.chance(0.7) ? headerFilter(draw) : mirror(draw)]),
          backendRefs: backends(draw, true),
        })),
      },
    });
    default: return draw.object(API, kind, name, ns, { spec: { ...spec, rules: [{ backendRefs: backends(draw, false) ?? [] }] } });
  }
}

function grant(draw: Draw, i: number): any {
  const { r } = draw;
  return draw.object(`${GROUP}/v1beta1`, 'ReferenceGrant', `grant-${i}`, r.one(['a', 'b', 'edge']), {
    spec: {
      from: [{ group: GROUP, kind: r.one(['HTTPRoute', 'HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'Gateway', 'ListenerSet']), namespace: r.one(NAMESPACES) }],
      to: [defined({ group: '', kind: r.one(['Service', 'Service', 'Secret', 'ConfigMap']), name: r.maybe(draw.emphases.has('attachments') ? 0.6 : 0.3, () => r.one(['cart', 'cert', 'web'])) })],
    },
  });
}

/** Gateways, ListenerSets and routes of the Gateway API, and the proxies that serve them. */
export function gatewayApi(draw: Draw): { objects: any[]; proxies: DrawnProxy[] } {
  const { r } = draw;
  const many = draw.emphases.has('attachments');
  const gateways = Array.from({ length: r.one([many ? 2 : 0, 1, 1, 2]) }, (_, i) => gateway(draw, i));
  const objects = gateways.flatMap((g) => g.objects);
  for (let i = many ? 2 : r.one([0, 0, 1, 2]); i > 0; i--) objects.push(listenerSet(draw, i - 1));
  const times = (kind: string, most: number): void => {
    for (let i = r.between(0, most); i > 0; i--) objects.push(route(draw, kind, i));
  };
  times('HTTPRoute', 4);
  times('GRPCRoute', 2);
  times('TLSRoute', 2);
  times('TCPRoute', 2);
  for (let i = r.between(many ? 2 : 0, many ? 5 : 3); i > 0; i--) objects.push(grant(draw, i));
  objects.push(
    { apiVersion: API, kind: 'GatewayClass', metadata: { name: 'mine' }, spec: { controllerName: 'istio.io/gateway-controller' } },
    { apiVersion: API, kind: 'GatewayClass', metadata: { name: 'foreign' }, spec: { controllerName: 'example.com/other' } },
    ...['a', 'b', 'edge', 'istio-system'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, ...(name !== 'b' ? { labels: { team: 'x' } } : {}) } })),
    ...NAMESPACES.filter(() => r.chance(0.85)).map((namespace) => ({ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata: { name: 'cert', namespace } })),
    ...NAMESPACES.filter(() => r.chance(0.5)).map((namespace) => ({ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata: { name: 'second', namespace } })),
    ...NAMESPACES.filter(() => r.chance(0.7)).map((namespace) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'authorities', namespace } })),
  );
  return { objects, proxies: gateways.flatMap((g) => g.proxies) };
}
