import type { Case } from './case';
import { deployment, edge, gw, HTTP80, raw, service, to } from './objects';

type Json = Record<string, any>;

const policy = (spec: Json, name = 'reviews'): Json => raw('networking.k8s.io/v1', 'NetworkPolicy', { name, namespace: 'shop' }, { spec: { podSelector: { matchLabels: { app: 'reviews' } }, ...spec } });
const ingress = (...ports: Json[]): Json => policy({ ingress: [{ from: [{ podSelector: {} }], ports }] });
const egress = (peers: Json[], port: number | string): Json => policy({ podSelector: { matchLabels: { app: 'db' } }, policyTypes: ['Egress'], egress: [{ to: peers, ports: [{ port: 53, protocol: 'UDP' }] }, { to: peers, ports: [{ port }] }] });
const REVIEWS = [{ podSelector: { matchLabels: { app: 'reviews' } } }];
const admitting = (...from: Json[]): Json => policy({ ingress: [{ from: [{ podSelector: {} }] }, { from }] });
const SYSTEM = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'istio-system' } } };
const GATEWAY = { podSelector: { matchLabels: { istio: 'ingressgateway' } } };
const ROUTED = [gw([HTTP80]), edge({ http: [{ route: [to()] }] })];
/** A second workload, whose port has a name that the first one's lacks. */
const NAMED = [
  deployment({ app: 'cart' }, { name: 'cart' }, { spec: { containers: [{ name: 'app', image: 'cart:1', ports: [{ name: 'web', containerPort: 8081 }, { name: 'metrics', containerPort: 9090 }] }] } }),
  service('cart', [{ name: 'http', port: 80, targetPort: 'web' }]),
];
const ofCart = (port: number | string): Json => policy({ podSelector: { matchLabels: { app: 'cart' } }, ingress: [{ ports: [{ port }] }] }, 'cart');

export const NETWORK_POLICIES: readonly Case[] = [
  { code: 'MESH450', bad: [ingress({ port: 9080, protocol: 'TCP' })], good: [ingress({ port: 8080, protocol: 'TCP' })], pointers: ['/spec/ingress/0/ports/0/port'] },
  { code: 'MESH450', bad: [ingress({ port: 15090 }, { port: 9080 })], good: [ingress({ port: 9080 }, { port: 8080 })], pointers: ['/spec/ingress/0/ports/1/port'] },
  { code: 'MESH450', bad: [ingress({ port: 9080 })], good: [ingress({ port: 8000, endPort: 9000 })], pointers: ['/spec/ingress/0/ports/0/port'] },
  { code: 'MESH450', bad: [...NAMED, ofCart('http')], good: [...NAMED, ofCart('web')], pointers: ['/spec/ingress/0/ports/0/port'] },
  { code: 'MESH450', bad: [...NAMED, ofCart(80)], good: [...NAMED, ofCart(8081)], pointers: ['/spec/ingress/0/ports/0/port'] },
  { code: 'MESH450', bad: [...NAMED, ofCart('metrcs')], good: [...NAMED, ofCart('http-envoy-prom')], pointers: ['/spec/ingress/0/ports/0/port'] },
  { code: 'MESH450', bad: [egress(REVIEWS, 9080)], good: [egress(REVIEWS, 8080)], pointers: ['/spec/egress/1/ports/0/port'] },
  { code: 'MESH450', bad: [egress(REVIEWS, 'http')], good: [egress([{ ipBlock: { cidr: '10.0.0.0/8' } }], 'http')], pointers: ['/spec/egress/1/ports/0/port'] },
  { code: 'MESH451', bad: [...ROUTED, admitting({ podSelector: {} })], good: [...ROUTED, admitting(SYSTEM)], pointers: ['/spec/ingress'] },
  { code: 'MESH451', bad: [...ROUTED, admitting(GATEWAY)], good: [...ROUTED, admitting({ ...SYSTEM, ...GATEWAY })], pointers: ['/spec/ingress'] },
  { code: 'MESH451', bad: [...ROUTED, admitting({ namespaceSelector: { matchLabels: { name: 'istio-system' } } })], good: [...ROUTED, admitting({ namespaceSelector: {} })], pointers: ['/spec/ingress'] },
  { code: 'MESH451', bad: [...ROUTED, admitting(GATEWAY)], good: [...ROUTED, admitting({ ipBlock: { cidr: '10.0.0.0/8' } })], pointers: ['/spec/ingress'] },
  { code: 'MESH451', bad: [...ROUTED, admitting(GATEWAY)], good: [...ROUTED, admitting(GATEWAY), policy({ podSelector: {}, ingress: [{}] }, 'everybody')], pointers: ['/spec/ingress'] },
];
