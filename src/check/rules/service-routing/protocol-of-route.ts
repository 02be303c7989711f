import { ofMeshes } from './_backends-facts';
import { nameOf, serviceItems, target } from './_facts';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

const REQUESTS = ['HTTP', 'HTTPS', 'HTTP2', 'H2C', 'GRPC'];
const TAKES: Readonly<Record<string, readonly string[]>> = {
  NetworkServicesHTTPRoute: REQUESTS, NetworkServicesGRPCRoute: ['GRPC', 'HTTP2', 'H2C'], NetworkServicesTCPRoute: ['TCP'], NetworkServicesTLSRoute: ['TCP'],
};
const KNOWN = [...REQUESTS, 'TCP'];

export const protocolOfRoute: Check = {
  code: 'MESH548',
  title: 'route to a backend service with a different protocol',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A route needs backend services with a matching protocol: HTTP, HTTPS, HTTP2 or GRPC for an HTTPRoute, GRPC for a GRPCRoute, and TCP for a TCPRoute or TLSRoute. Requests to a TCP service get none of the HTTP settings (timeouts, retries, hashes), and a gRPC client gets no cluster for HTTP. TCP connections to an HTTP service are passed through (information). A mesh does not support UDP and SSL: that is an error.',
  runFleet(worlds, report) {
    const services = new Map(ofMeshes(worlds).map((b) => [nameOf(b), b]));
    for (const b of services.values()) {
      const protocol = text(b.object, 'spec.protocol');
      if (protocol !== undefined && !KNOWN.includes(protocol)) report(b, { pointer: '/spec/protocol', severity: Severity.ERROR, message: `a mesh has no backend services of protocol ${protocol}; Google refuses ${nameOf(b)}`, fix: `use ${KNOWN.join(', ')}` });
    }
    for (const [kind, takes] of Object.entries(TAKES)) {
      for (const route of serviceItems(worlds, kind)) {
        for (const { pointer, value } of at(route.object, 'spec.rules[*].action.destinations[*].serviceRef')) {
          const service = services.get(target(route, value) ?? '');
          const protocol = service && (text(service.object, 'spec.protocol') ?? 'HTTP');
          if (!service || !protocol || takes.includes(protocol) || !KNOWN.includes(protocol)) continue;
          const connections = takes.includes('TCP');
          report(route, {
            pointer,
            severity: connections ? Severity.INFO : Severity.WARNING,
            message: `backend service ${nameOf(service)} has protocol ${protocol}, but ${kind === 'NetworkServicesHTTPRoute' ? 'an' : 'a'} ${kind.slice('NetworkServices'.length)} needs ${takes.join(', ')}: ${connections ? 'its HTTP settings are not used' : 'requests on this route fail, or are sent without its settings'}`,
            fix: `set protocol: ${takes[0]} in the backend service, or use a route for its protocol`,
            related: [service],
          });
        }
      }
    }
  },
};
