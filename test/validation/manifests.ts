/** Shorthands for complete, valid manifests, with one variable part. */
const object = (apiVersion: string, kind: string, spec: any, metadata: any = {}) => ({ apiVersion, kind, metadata: { name: 'a', namespace: 'ns', ...metadata }, spec });

export const destination = { host: 'a.ns.svc.cluster.local' };
export const route = [{ destination }];

export const virtualService = (spec: any, metadata?: any) => object('networking.istio.io/v1', 'VirtualService', { hosts: ['a.com'], http: [{ route }], ...spec }, metadata);
export const http = (rule: any) => virtualService({ http: [{ route, ...rule }] });
export const match = (condition: any) => http({ match: [condition] });
export const destinationRule = (spec: any) => object('networking.istio.io/v1', 'DestinationRule', { host: 'a.com', ...spec });
export const policy = (trafficPolicy: any) => destinationRule({ trafficPolicy });
export const gateway = (server: any, ...more: any[]) => object('networking.istio.io/v1', 'Gateway', { servers: [{ hosts: ['*'], port: { number: 80, name: 'http', protocol: 'HTTP' }, ...server }, ...more] });
export const https = (tls: any) => gateway({ port: { number: 443, name: 'https', protocol: 'HTTPS' }, tls });
export const serviceEntry = (spec: any, metadata?: any) => object('networking.istio.io/v1', 'ServiceEntry', { hosts: ['a.com'], ports: [{ number: 443, name: 'tls', protocol: 'TLS' }], resolution: 'DNS', ...spec }, metadata);
export const sidecar = (spec: any) => object('networking.istio.io/v1', 'Sidecar', { egress: [{ hosts: ['./*'] }], ...spec });
export const ingress = (listener: any) => sidecar({ ingress: [{ port: { number: 80, protocol: 'HTTP' }, defaultEndpoint: '127.0.0.1:8080', ...listener }] });
export const egress = (...listeners: any[]) => sidecar({ egress: listeners });
export const envoyFilter = (patch: any) => object('networking.istio.io/v1alpha3', 'EnvoyFilter', { configPatches: [{ applyTo: 'HTTP_FILTER', patch: { operation: 'REMOVE' }, ...patch }] });
export const workloadEntry = (spec: any) => object('networking.istio.io/v1', 'WorkloadEntry', { address: '1.2.3.4', ...spec });
export const workloadGroup = (spec: any) => object('networking.istio.io/v1', 'WorkloadGroup', { template: {}, ...spec });
export const authorization = (spec: any, metadata?: any) => object('security.istio.io/v1', 'AuthorizationPolicy', spec, metadata);
export const source = (fields: any, action = 'ALLOW') => authorization({ action, rules: [{ from: [{ source: fields }] }], ...(action === 'CUSTOM' && { provider: { name: 'x' } }) });
export const operation = (fields: any) => authorization({ rules: [{ to: [{ operation: fields }] }] });
export const when = (condition: any) => authorization({ rules: [{ when: [condition] }] });
export const jwt = (rule: any) => object('security.istio.io/v1', 'RequestAuthentication', { jwtRules: [{ issuer: 'a', ...rule }] });
export const telemetry = (spec: any) => object('telemetry.istio.io/v1', 'Telemetry', spec);
export const wasm = (spec: any) => object('extensions.istio.io/v1alpha1', 'WasmPlugin', { url: 'oci://a/b:1', ...spec });
export const extension = (spec: any) => object('extensions.istio.io/v1alpha1', 'TrafficExtension', spec);
export const peer = (spec: any) => object('security.istio.io/v1', 'PeerAuthentication', spec);
