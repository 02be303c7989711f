import type { Case } from './case';
import { certificate, edge, gw, HTTP80, https, make, se, to } from './objects';

const CONFIG = { typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua', 'default_source_code': { inline_string: 'function envoy_on_request(h) end' } } };
const filter = (patch: object, more: object = {}, namespace = 'shop') => make('EnvoyFilter', { configPatches: [patch], ...more }, { namespace });
const listener = (context: string, portNumber: number) => ({
  applyTo: 'HTTP_FILTER',
  match: { context, listener: { portNumber, filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager', subFilter: { name: 'envoy.filters.http.router' } } } } },
  patch: { operation: 'INSERT_BEFORE', value: { name: 'lua', ...CONFIG } },
});
const REVIEWS = { workloadSelector: { labels: { app: 'reviews' } } };
const EDGE = { workloadSelector: { labels: { istio: 'ingressgateway' } } };
const vhost = (context: string, routeConfiguration: object) => ({ applyTo: 'VIRTUAL_HOST', match: { context, routeConfiguration }, patch: { operation: 'MERGE', value: { name: 'x' } } });
const cluster = (matched: object) => ({ applyTo: 'CLUSTER', match: { context: 'SIDECAR_OUTBOUND', cluster: matched }, patch: { operation: 'MERGE', value: { connect_timeout: '1s' } } });
const limiter = (name: string) => ({
  ...listener('SIDECAR_INBOUND', 8080),
  patch: {
    operation: 'INSERT_BEFORE',
    value: {
      name: 'limits',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.extensions.filters.http.ratelimit.v3.RateLimit',
        'domain': 'shop',
        'rate_limit_service': { transport_api_version: 'V3', grpc_service: { envoy_grpc: { cluster_name: name } } },
      },
    },
  },
});
const shop = [certificate('cert', 'istio-system'), gw([HTTP80, https()]), edge({ http: [{ route: [to('reviews')] }] })];

export const PATCHES: Case[] = [
  { code: 'MESH278', bad: [filter(listener('SIDECAR_INBOUND', 9080), REVIEWS)], good: [filter(listener('SIDECAR_INBOUND', 8080), REVIEWS)] },
  { code: 'MESH278', bad: [...shop, filter(listener('GATEWAY', 443), EDGE, 'istio-system')], good: [...shop, filter(listener('GATEWAY', 8443), EDGE, 'istio-system'), filter(vhost('GATEWAY', { portNumber: 443 }), EDGE, 'istio-system')].map((o, i) => (i === 4 ? { ...o, metadata: { ...o.metadata as object, name: 'routes' } } : o)) },
  { code: 'MESH278', bad: [filter(listener('SIDECAR_OUTBOUND', 8080), REVIEWS)], good: [filter(listener('SIDECAR_OUTBOUND', 9080), REVIEWS), filter(listener('ANY', 1), REVIEWS, 'istio-system')] },
  { code: 'MESH279', bad: [...shop, filter(vhost('GATEWAY', { vhost: { name: 'shop.example.com:8443' } }), EDGE, 'istio-system')], good: [...shop, filter(vhost('GATEWAY', { vhost: { name: 'shop.example.com:443' } }), EDGE, 'istio-system')] },
  { code: 'MESH279', bad: [filter(vhost('SIDECAR_OUTBOUND', { vhost: { name: 'reviews:9080' } }), REVIEWS)], good: [filter(vhost('SIDECAR_OUTBOUND', { vhost: { name: 'reviews.shop.svc.cluster.local:9080' } }), REVIEWS)] },
  { code: 'MESH279', bad: [filter(vhost('SIDECAR_OUTBOUND', { vhost: { domainName: 'review.shop.svc.cluster.local' } }), REVIEWS)], good: [filter(vhost('SIDECAR_OUTBOUND', { vhost: { domainName: 'reviews.shop.svc.cluster.local' } }), REVIEWS)] },
  { code: 'MESH279', bad: [filter(vhost('SIDECAR_OUTBOUND', { vhost: { domainName: 'reviews:80' } }), REVIEWS)], good: [filter(vhost('SIDECAR_OUTBOUND', { vhost: { domainName: 'reviews' } }), REVIEWS)] },
  { code: 'MESH279', bad: [filter(vhost('SIDECAR_INBOUND', { vhost: { domainName: 'reviews' } }), REVIEWS)], good: [filter(vhost('SIDECAR_INBOUND', { vhost: { domainName: '*' } }), REVIEWS)] },
  { code: 'MESH279', bad: [filter(vhost('SIDECAR_INBOUND', { vhost: { name: 'inbound|http|8080' } }), REVIEWS)], good: [filter(vhost('SIDECAR_INBOUND', { vhost: { name: 'inbound|http|9080' } }), REVIEWS)] },
  { code: 'MESH279', bad: [...shop, filter(vhost('GATEWAY', { gateway: 'shop/gw' }), EDGE, 'istio-system')], good: [...shop, filter(vhost('GATEWAY', { gateway: 'istio-system/gw' }), EDGE, 'istio-system')] },
  { code: 'MESH280', bad: [filter(cluster({ service: 'reviews', portNumber: 9080 }))], good: [filter(cluster({ service: 'reviews.shop.svc.cluster.local', portNumber: 9080 }))] },
  { code: 'MESH280', bad: [filter(cluster({ service: 'reviews.shop.svc.cluster.local', portNumber: 8080 }))], good: [filter(cluster({ name: 'outbound|9080||reviews.shop.svc.cluster.local' }))] },
  { code: 'MESH280', bad: [filter(limiter('outbound|8081||ratelimit.default.svc.cluster.local'), REVIEWS)], good: [filter(limiter('outbound|8081||limits.example.com'), REVIEWS), se({ hosts: ['limits.example.com'], ports: [{ number: 8081, name: 'grpc', protocol: 'GRPC' }] })] },
];
