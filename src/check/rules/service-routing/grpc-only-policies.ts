import { has, ofMeshes } from './_backends-facts';
import { destinations, nameOf } from './_facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Routes that only Envoys take. */
const ENVOY_ROUTES = ['NetworkServicesHTTPRoute', 'NetworkServicesTCPRoute', 'NetworkServicesTLSRoute'];

export const grpcOnlyPolicies: Check = {
  code: 'MESH966',
  title: 'balancing for gRPC alone, of a service that Envoys call',
  aliases: ['G-TD6'],
  severity: Severity.ERROR,
  explanation: 'Envoys can\'t use a backend service with `localityLbPolicies`; they are for meshes whose clients are all gRPC programs without a proxy.',
  runFleet(worlds, report) {
    const called = destinations(worlds, ENVOY_ROUTES);
    for (const b of ofMeshes(worlds)) {
      if (has(b, 'spec.localityLbPolicies') && called.has(nameOf(b))) {
        report(b, { pointer: '/spec/localityLbPolicies', message: `a route that Envoys take leads to ${nameOf(b)}, which they can't use with localityLbPolicies`, fix: 'use localityLbPolicy, which all clients know' });
      }
    }
  },
};
