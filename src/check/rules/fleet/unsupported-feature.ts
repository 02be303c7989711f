import { GKE, attached } from './_gateways-facts';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

/** Features that GKE's load balancers lack, according to the conformance report of Gateway API 1.6. */
const MISSING: readonly (readonly [path: string, what: string, when?: (v: any) => boolean])[] = [
  ['spec.rules[*].matches[*].method', 'matches by method', (v) => typeof v === 'string'], // the method of a GRPCRoute is a path
  ['spec.rules[*].filters[*].urlRewrite.path', 'path rewrites'],
  ['spec.rules[*].filters[*].requestRedirect.port', 'redirects to a port'],
  ['spec.rules[*].filters[*].requestRedirect.statusCode', 'redirects with status 303, 307 and 308', (v) => [303, 307, 308].includes(v)],
  ['spec.rules[*].timeouts', 'timeouts of routes'],
  ['spec.rules[*].retry', 'retries'],
  ['spec.rules[*].name', 'names of rules'],
  ['spec.rules[*].filters[*].cors', 'CORS'],
  ['spec.rules[*].filters', 'several mirrors in a rule', (v) => Array.isArray(v) && v.filter((f) => f?.type === 'RequestMirror').length > 1],
];

export const unsupportedFeature: Check = {
  code: 'MESH769',
  title: 'feature that GKE gateways don\'t support',
  aliases: ['G-GW2'],
  severity: Severity.ERROR,
  explanation: 'GKE gateways are Google Cloud load balancers. They support only part of Gateway API; a route that requires more is not accepted, or the unsupported part is ignored. In a mesh with GAMMA this is a warning.',
  run(world, report) {
    for (const [route, classes] of attached(world)) {
      const mesh = at(route.object, 'spec.parentRefs[*].kind').some(({ value }) => value === 'Service') && world.all('Namespace').some((n) => n.labels['mesh.cloud.google.com/csm-injection'] !== undefined);
      if (classes.length === 0 && !mesh) continue;
      const where = classes[0] ?? 'the mesh';
      const severity = classes.length > 0 ? Severity.ERROR : Severity.WARNING;
      if (/^(TLS|TCP|UDP)Route$/.test(route.kind)) {
        report(route, { severity, message: `a gateway of class ${where} does not support ${route.kind}: the route is not accepted`, fix: 'use an HTTPRoute, or a Service of type LoadBalancer for TCP connections' });
        continue;
      }
      for (const [path, what, when] of MISSING) {
        for (const { pointer, value } of at(route.object, path)) {
          if (!when || when(value)) report(route, { pointer, severity, message: `${where} does not support ${what}, so the route is not accepted or that part is ignored`, fix: 'remove it, or use an ingress gateway of the mesh for it; GCPBackendPolicy has a backend timeout' });
        }
      }
    }
    for (const set of world.all('ListenerSet')) {
      const parent = (set.spec as any).parentRef;
      const gateway = world.all('KubeGateway').find((g) => g.name === parent?.name && g.namespace === (parent?.namespace ?? set.namespace));
      if (gateway && GKE.test(gateway.spec.gatewayClassName ?? '')) {
        report(set, { message: `a gateway of class ${gateway.spec.gatewayClassName} does not support ListenerSet: its listeners are not opened`, fix: 'move the listeners to the Gateway itself' });
      }
    }
  },
};
