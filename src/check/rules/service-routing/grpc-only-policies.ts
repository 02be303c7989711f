import { has, ofMeshes } from './_backends-facts';
import { destinations, nameOf } from './_facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Routes that only Envoy supports. */
const ENVOY_ROUTES = ['NetworkServicesHTTPRoute', 'NetworkServicesTCPRoute', 'NetworkServicesTLSRoute'];

export const grpcOnlyPolicies: Check = {
  code: 'MESH966',
  title: 'localityLbPolicies on a backend service that Envoy clients use',
  aliases: ['G-TD6'],
  severity: Severity.ERROR,
  explanation: 'Envoy clients can\'t use a backend service with `localityLbPolicies`; these are for meshes in which all clients use proxyless gRPC.',
  runFleet(worlds, report) {
    const called = destinations(worlds, ENVOY_ROUTES);
    for (const b of ofMeshes(worlds)) {
      if (has(b, 'spec.localityLbPolicies') && called.has(nameOf(b))) {
        report(b, { pointer: '/spec/localityLbPolicies', message: `a route for Envoy clients uses ${nameOf(b)}, which they can't use with localityLbPolicies`, fix: 'use localityLbPolicy, which all clients support' });
      }
    }
  },
};
