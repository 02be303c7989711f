import type { Case } from './case';
import { dr, edge, gw, HTTP80, https, certificate, make, namespace, pod, to, vs } from './objects';

const API: Record<string, string> = { WasmPlugin: 'extensions.istio.io/v1alpha1', TrafficExtension: 'extensions.istio.io/v1alpha1', ProxyConfig: 'networking.istio.io/v1beta1' };
const selecting = (kind: string, spec: object, where: string) => ({ ...make(kind, spec, { namespace: where }), ...API[kind] ? { apiVersion: API[kind] } : {} });
const PATCH = { configPatches: [{ applyTo: 'NETWORK_FILTER', match: { context: 'GATEWAY', listener: { filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } } } }, patch: { operation: 'MERGE', value: { typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager' } } } }] };
const EDGE = { istio: 'ingressgateway' };
const match = (matched: object, more: object = {}) => vs({ hosts: ['reviews'], http: [{ match: [matched], route: [to('reviews')] }, { route: [to('reviews')] }], ...more });
const bare = { containers: [{ name: 'app', image: 'app:1' }] };
const cert = certificate('cert', 'istio-system');

export const SELECTORS: Case[] = [
  { code: 'MESH264', bad: [selecting('EnvoyFilter', { workloadSelector: { labels: EDGE }, ...PATCH }, 'shop')], good: [selecting('EnvoyFilter', { workloadSelector: { labels: EDGE }, ...PATCH }, 'istio-system')] },
  { code: 'MESH264', bad: [selecting('WasmPlugin', { selector: { matchLabels: { app: 'revews' } }, url: 'oci://registry.example.com/a:1' }, 'shop')], good: [selecting('WasmPlugin', { selector: { matchLabels: { app: 'reviews' } }, url: 'oci://registry.example.com/a:1' }, 'istio-system')] },
  { code: 'MESH264', bad: [selecting('ProxyConfig', { selector: { matchLabels: { app: 'reviews' } }, concurrency: 2 }, 'other')], good: [selecting('ProxyConfig', { selector: { matchLabels: { app: 'reviews' } }, concurrency: 2 }, 'shop')] },
  { code: 'MESH265', bad: [dr({ workloadSelector: { matchLabels: { app: 'db' } }, trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } }, { namespace: 'other' })], good: [dr({ workloadSelector: { matchLabels: { app: 'db' } }, trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } })] },
  { code: 'MESH266', bad: [match({ sourceLabels: { app: 'Db' } })], good: [match({ sourceLabels: { app: 'db' } })] },
  { code: 'MESH266', bad: [match({ sourceNamespace: 'other' })], good: [match({ sourceNamespace: 'other' }), pod({ app: 'x' }, { namespace: 'other' })] },
  { code: 'MESH266', bad: [match({ sourceLabels: { app: 'db' } }, { exportTo: ['other'] }), pod({ app: 'x' }, { namespace: 'other' })], good: [match({ sourceLabels: { app: 'db' } }, { exportTo: ['.'] }), pod({ app: 'x' }, { namespace: 'other' })] },
  { // the labels are those of a pod without a sidecar
    code: 'MESH266',
    bad: [match({ sourceLabels: { app: 'batch' } }), namespace('jobs', {}), pod({ app: 'batch' }, { namespace: 'jobs' }, bare)],
    good: [match({ sourceLabels: { app: 'batch' } }), namespace('jobs', {}), pod({ app: 'batch' }, { namespace: 'jobs' })],
  },
  { // at a gateway the client is the gateway's pod
    code: 'MESH266',
    bad: [cert, gw([HTTP80, https()]), edge({ http: [{ match: [{ sourceLabels: { app: 'db' } }], route: [to('reviews')] }, { route: [to('reviews')] }] })],
    good: [cert, gw([HTTP80, https()]), edge({ http: [{ match: [{ sourceLabels: EDGE }], route: [to('reviews')] }, { route: [to('reviews')] }] })],
  },
];
