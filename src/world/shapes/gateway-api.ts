import { any, arr, bool, map, num, obj, str, type Of } from '../shape';
import { labelSelector } from './core';

export const reference = obj({ group: str, kind: str, name: str, namespace: str, sectionName: str, port: num });
export type Reference = Of<typeof reference>;
const allowedRoutes = obj({ namespaces: obj({ from: str, selector: labelSelector }), kinds: arr(obj({ group: str, kind: str })) });
const caValidation = obj({ caCertificateRefs: arr(reference), mode: str });
export const listener = obj({
  name: str,
  hostname: str,
  port: num,
  protocol: str,
  tls: obj({ mode: str, certificateRefs: arr(reference), frontendValidation: caValidation, options: map(any) }),
  allowedRoutes,
});
export type Listener = Of<typeof listener>;
const frontend = obj({ validation: caValidation });
export const kubeGateway = obj({
  gatewayClassName: str,
  listeners: arr(listener),
  addresses: arr(obj({ type: str, value: str })),
  infrastructure: obj({ labels: map(any), annotations: map(any), parametersRef: reference }),
  allowedListeners: obj({ namespaces: obj({ from: str, selector: labelSelector }) }),
  tls: obj({
    backend: obj({ clientCertificateRef: reference }),
    frontend: obj({ default: frontend, perPort: arr(obj({ port: num, tls: frontend })) }),
  }),
});
export type KubeGateway = Of<typeof kubeGateway>;
export const listenerSet = obj({ parentRef: reference, listeners: arr(listener) });
export const gatewayClass = obj({ controllerName: str, parametersRef: reference });

const headerValues = arr(obj({ name: str, value: str }));
const headerFilter = obj({ set: headerValues, add: headerValues, remove: arr(str) });
const pathModifier = obj({ type: str, replaceFullPath: str, replacePrefixMatch: str });
const filter = obj({
  type: str,
  requestMirror: obj({ backendRef: reference, percent: num, fraction: obj({ numerator: num, denominator: num }) }),
  requestRedirect: obj({ scheme: str, hostname: str, path: pathModifier, port: num, statusCode: num }),
  urlRewrite: obj({ hostname: str, path: pathModifier }),
  extensionRef: reference,
  requestHeaderModifier: headerFilter,
  responseHeaderModifier: headerFilter,
  cors: obj({ allowOrigins: arr(str), allowCredentials: bool, allowMethods: arr(str), allowHeaders: arr(str), exposeHeaders: arr(str), maxAge: num }),
});
export const backendRef = obj({ group: str, kind: str, name: str, namespace: str, port: num, weight: num, filters: arr(filter) });
export type BackendRef = Of<typeof backendRef>;
const headerMatch = obj({ type: str, name: str, value: str });
export const routeRule = obj({
  name: str,
  matches: arr(obj({
    path: obj({ type: str, value: str }),
    method: any,
    headers: arr(headerMatch),
    queryParams: arr(headerMatch),
  })),
  filters: arr(filter),
  backendRefs: arr(backendRef),
  timeouts: obj({ request: str, backendRequest: str }),
  retry: obj({ codes: arr(num), attempts: num, backoff: str }),
});
export const route = obj({ parentRefs: arr(reference), hostnames: arr(str), rules: arr(routeRule) });
export type Route = Of<typeof route>;
export const referenceGrant = obj({
  from: arr(obj({ group: str, kind: str, namespace: str })),
  to: arr(obj({ group: str, kind: str, name: str })),
});
export const backendTlsPolicy = obj({
  targetRefs: arr(reference),
  validation: obj({ caCertificateRefs: arr(reference), hostname: str, wellKnownCACertificates: str, subjectAltNames: arr(any) }),
});
export const backendTrafficPolicy = obj({ targetRefs: arr(reference) });
export const serviceImport = obj({ type: str, ports: arr(obj({ name: str, port: num, protocol: str, appProtocol: str })) });
export const inferencePool = obj({ endpointPickerRef: obj({ group: str, kind: str, name: str, failureMode: str }) });
