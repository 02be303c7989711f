import type { Case } from './case';
import { certificate, dr, edge, gw, HTTP80, https, pod, raw, se, service, to, vs } from './objects';

const PORT = { name: 'http', port: 8080, targetPort: 8080 };
const headless = (name: string, ports: Record<string, any>[] = [PORT]) => [service(name, ports, {}, { clusterIP: 'None' }), pod({ app: name, version: 'v1' }, { name })];
const usual = (name: string) => [service(name, [PORT]), pod({ app: name, version: 'v1' }, { name })];
const HASH = { loadBalancer: { consistentHash: { httpHeaderName: 'x-user' } } };
const hashed = (host: string) => dr({ host, trafficPolicy: HASH }, { name: host });
const V1 = { subsets: [{ name: 'v1', labels: { version: 'v1' } }] };
const partner = (more: object = {}) => se({ hosts: ['api.partner.example'], resolution: 'NONE', ports: [{ number: 80, name: 'http', protocol: 'HTTP' }, { number: 443, name: 'https', protocol: 'HTTPS' }], ...more });
const PARTNER = 'api.partner.example';
const simple = (port: number) => dr({ host: PARTNER, trafficPolicy: { portLevelSettings: [{ port: { number: port }, tls: { mode: 'SIMPLE', sni: PARTNER, caCertificates: 'system' } }] } });
const both = [certificate('cert', 'istio-system'), gw([HTTP80, https()])];
const slice = (name: string) => raw('discovery.k8s.io/v1', 'EndpointSlice', { name: `${name}-1`, namespace: 'shop', labels: { 'kubernetes.io/service-name': name } }, { addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'] }], ports: [{ name: 'http', port: 8080 }] });
const placeholder = service('front', [{ name: 'http', port: 80 }], {}, { selector: undefined });
const gamma = (backend: string) => raw('gateway.networking.k8s.io/v1', 'HTTPRoute', { name: 'split', namespace: 'shop' }, { spec: { parentRefs: [{ group: '', kind: 'Service', name: 'reviews' }], rules: [{ backendRefs: [{ name: backend, port: 8080 }] }] } });

export const CLIENT_CHOOSES: Case[] = [
  { code: 'MESH271', bad: [...headless('jobs'), hashed('jobs')], good: [...usual('jobs'), hashed('jobs')] },
  { code: 'MESH271', bad: [...headless('jobs'), hashed('jobs')], good: [...headless('jobs'), hashed('jobs'), ...both, edge({ http: [{ route: [to('jobs', undefined, 8080)] }] })] },
  { code: 'MESH271', bad: [partner({ resolution: undefined }), dr({ host: PARTNER, trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, ...HASH }] } })], good: [partner({ resolution: 'DNS' }), dr({ host: PARTNER, trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, ...HASH }] } })] },
  { code: 'MESH272', bad: [...headless('jobs'), dr({ host: 'jobs', ...V1 }), vs({ hosts: ['jobs'], http: [{ route: [to('jobs', 'v1', 8080)] }] })], good: [...usual('jobs'), dr({ host: 'jobs', ...V1 }), vs({ hosts: ['jobs'], http: [{ route: [to('jobs', 'v1', 8080)] }] })] },
  { code: 'MESH273', bad: [...headless('jobs'), vs({ hosts: ['reviews'], http: [{ match: [{ uri: { prefix: '/jobs' } }], route: [to('jobs', undefined, 8080)] }, { route: [to('reviews')] }] })], good: [...headless('jobs'), vs({ hosts: ['jobs'], http: [{ route: [to('jobs', undefined, 8080)] }] })] },
  { code: 'MESH273', bad: [...headless('jobs'), gamma('jobs')], good: [...usual('jobs'), gamma('jobs')] },
  { code: 'MESH273', bad: [partner(), vs({ hosts: ['reviews'], http: [{ rewrite: { authority: PARTNER }, route: [{ destination: { host: PARTNER, port: { number: 80 } } }] }] })], good: [partner({ resolution: 'DNS' }), vs({ hosts: ['reviews'], http: [{ rewrite: { authority: PARTNER }, route: [{ destination: { host: PARTNER, port: { number: 80 } } }] }] })] },
  {
    code: 'MESH274',
    bad: [partner(), simple(443), vs({ hosts: [PARTNER], http: [{ match: [{ port: 80 }], route: [{ destination: { host: PARTNER, port: { number: 443 } } }] }] })],
    good: [partner({ ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 443 }, { number: 443, name: 'https', protocol: 'HTTPS' }] }), simple(80)],
  },
  { code: 'MESH275', bad: [partner({ resolution: undefined }), ...both, edge({ http: [{ rewrite: { authority: PARTNER }, route: [{ destination: { host: PARTNER, port: { number: 80 } } }] }] })], good: [partner({ resolution: 'DNS' }), ...both, edge({ http: [{ rewrite: { authority: PARTNER }, route: [{ destination: { host: PARTNER, port: { number: 80 } } }] }] })] },
  { code: 'MESH276', bad: headless('store', [{ name: 'tcp-sql', port: 5432, targetPort: 5433 }]), good: headless('store', [{ name: 'tcp-sql', port: 5433, targetPort: 5433 }, { name: 'http-metrics', port: 80, targetPort: 9090 }]) },
  { code: 'MESH276', bad: headless('store', [{ name: 'tcp-sql', port: 5432, targetPort: 5433 }]), good: [service('store', [{ name: 'tcp-sql', port: 5432, targetPort: 5433 }]), pod({ app: 'store' }, { name: 'store' })] },
  { code: 'MESH277', bad: [placeholder, ...both, edge({ http: [{ route: [to('front', undefined, 80)] }] })], good: [placeholder, slice('front'), ...both, edge({ http: [{ route: [to('front', undefined, 80)] }] })] },
  { code: 'MESH277', bad: [placeholder, slice('fronts'), vs({ hosts: ['reviews'], http: [{ route: [to('front', undefined, 80)] }] })], good: [placeholder, vs({ hosts: ['front'], http: [{ route: [to('reviews')] }] })] },
];
