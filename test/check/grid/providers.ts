import type { Case } from './case';
import { authz, make, pod, raw, service } from './objects';

const AUTH = 'auth.other.svc.cluster.local';
const auth = [service('auth', [{ name: 'http', port: 8000, targetPort: 8080 }, { name: 'grpc-check', port: 9000, targetPort: 9000 }], { namespace: 'other' }), pod({ app: 'auth' }, { name: 'auth', namespace: 'other' })];
const mesh = (...extensionProviders: object[]) => raw('v1', 'ConfigMap', { name: 'istio', namespace: 'istio-system' }, { data: { mesh: JSON.stringify({ extensionProviders }) } });
const http = (name: string, at: string, port = 8000) => ({ name, envoyExtAuthzHttp: { service: at, port } });
const grpc = (name: string, port: number, more: object = {}) => ({ name, envoyExtAuthzGrpc: { service: AUTH, port, ...more } });
const custom = (name: string, more: object = {}, as = name) => authz({ action: 'CUSTOM', provider: { name }, rules: [{ to: [{ operation: { methods: ['POST'] } }] }], ...more }, { name: as });
const tracing = (spec: object, namespace = 'istio-system') => ({ ...make('Telemetry', spec, { namespace }) });
const OTEL = { name: 'otel', opentelemetry: { service: 'collector.other.svc.cluster.local', port: 4317 } };
const collector = (name: string) => [service('collector', [{ name, port: 4317, targetPort: 4317 }], { namespace: 'other' }), pod({ app: 'collector' }, { name: 'collector', namespace: 'other' })];
const SPANS = { tracing: [{ providers: [{ name: 'otel' }] }] };
const sidecar = (hosts: string[]) => make('Sidecar', { egress: [{ hosts }] }, { name: 'default' });

export const PROVIDERS: Case[] = [
  { code: 'MESH290', bad: [...auth, mesh(http('a', 'auth')), custom('a')], good: [...auth, mesh(http('a', AUTH)), custom('a')] },
  { code: 'MESH290', bad: [...auth, mesh(http('a', 'auth.others.svc.cluster.local')), custom('a')], good: [...auth, mesh(http('a', `other/${AUTH}`)), custom('a')] },
  { code: 'MESH290', bad: [...auth, mesh(http('a', AUTH), http('unused', 'nope')), custom('a')], good: [...auth, mesh(http('a', AUTH)), custom('a')], severity: ['warning'] },
  { code: 'MESH291', bad: [...auth, mesh(http('a', AUTH, 8080)), custom('a')], good: [...auth, mesh(http('a', AUTH)), custom('a')] },
  { code: 'MESH291', bad: [...auth, mesh(grpc('a', 8000, { failOpen: true })), custom('a')], good: [...auth, mesh(grpc('a', 9000, { failOpen: true })), custom('a')] },
  { code: 'MESH291', bad: [...collector('tcp-otlp'), mesh(OTEL), tracing(SPANS)], good: [...collector('grpc-otlp'), mesh(OTEL), tracing(SPANS)] },
  { code: 'MESH292', bad: [...collector('grpc-otlp'), mesh(OTEL), tracing(SPANS), sidecar(['./*', 'istio-system/*'])], good: [...collector('grpc-otlp'), mesh(OTEL), tracing(SPANS), sidecar(['./*', 'other/collector.other.svc.cluster.local'])] },
  { // what is for another namespace does not need it
    code: 'MESH292',
    bad: [...collector('grpc-otlp'), mesh(OTEL), tracing(SPANS, 'shop'), sidecar(['./*'])],
    good: [...collector('grpc-otlp'), mesh(OTEL), tracing(SPANS, 'other'), sidecar(['./*'])],
  },
  { code: 'MESH435', bad: [...auth, mesh(http('a', AUTH), grpc('b', 9000)), custom('a'), custom('b')], good: [...auth, mesh(http('a', AUTH), grpc('b', 9000)), custom('a'), custom('b', { selector: { matchLabels: { app: 'db' } } })] },
  { code: 'MESH435', bad: [...auth, mesh(http('a', AUTH), grpc('b', 9000)), custom('a'), custom('b', { selector: undefined })], good: [...auth, mesh(http('a', AUTH), grpc('b', 9000)), custom('a'), custom('a', { selector: undefined }, 'all')] },
];
