import { clients, computeItems, destinations, nameOf } from './facts';
import type { Check } from '../engine/check';
import type { Item } from '../engine/item';
import { at, text } from '../engine/path';
import type { World } from '../engine/world';
import { Severity } from '../finding';
import { itemsOf } from '../fleet/facts';

/** Backend services of meshes. */
const ofMeshes = (worlds: readonly World[]): readonly Item[] =>
  computeItems(worlds, 'ComputeBackendService').filter((b) => text(b.object, 'spec.loadBalancingScheme') === 'INTERNAL_SELF_MANAGED');

const has = (item: Item, path: string): boolean => at(item.object, path).length > 0;

export const subsetting: Check = {
  code: 'MESH965',
  title: 'subsetting of a mesh\'s backend service',
  aliases: ['G-TD5'],
  severity: Severity.ERROR,
  explanation: '`subsetting` belongs to internal load balancers. Google refuses it with INTERNAL_SELF_MANAGED, `NONE` included.',
  runFleet(worlds, report) {
    for (const b of ofMeshes(worlds)) {
      if (has(b, 'spec.subsetting')) report(b, { pointer: '/spec/subsetting', message: `Google refuses backend service ${nameOf(b)}: subsetting can't be said for a mesh`, fix: 'leave subsetting out' });
    }
  },
};

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
        report(b, { pointer: '/spec/localityLbPolicies', message: `a route that Envoys take leads to ${nameOf(b)}, which they can't use with localityLbPolicies`, fix: 'localityLbPolicy, the one policy that all clients know' });
      }
    }
  },
};

export const hashWithoutRing: Check = {
  code: 'MESH967',
  title: 'consistent hash without a policy that hashes',
  aliases: ['G-TD7'],
  severity: Severity.ERROR,
  explanation: '`consistentHash` is settings of RING_HASH and MAGLEV. With another `localityLbPolicy` (ROUND_ROBIN, when none is said) Google refuses them.',
  runFleet(worlds, report) {
    for (const b of ofMeshes(worlds)) {
      const policy = text(b.object, 'spec.localityLbPolicy');
      if (has(b, 'spec.consistentHash') && policy !== 'RING_HASH' && policy !== 'MAGLEV') {
        report(b, { pointer: '/spec/consistentHash', message: `nothing is hashed with localityLbPolicy ${policy ?? 'left out'}; Google refuses ${nameOf(b)}`, fix: 'localityLbPolicy: RING_HASH, or MAGLEV' });
      }
    }
  },
};

const SERVERLESS = /\/regions\/[^/]+\/networkEndpointGroups\//;

export const serverlessSettings: Check = {
  code: 'MESH968',
  title: 'health of a serverless backend',
  aliases: ['G-TD8'],
  severity: Severity.ERROR,
  explanation: 'A serverless group (Cloud Run) has no endpoints to ask for their health or to eject, and no timeout of its own. Google refuses a backend service that says so of one.',
  runFleet(worlds, report) {
    for (const b of ofMeshes(worlds)) {
      const serverless = at(b.object, 'spec.backend[*].group.networkEndpointGroupRef.external').some(({ value }) => typeof value === 'string' && SERVERLESS.test(value));
      const said = ['healthChecks', 'outlierDetection', 'timeoutSec'].filter((field) => has(b, `spec.${field}`));
      if (serverless && said.length > 0) {
        report(b, { pointer: `/spec/${said[0]}`, message: `backend service ${nameOf(b)} leads to a serverless group, for which ${said.join(', ')} can't be said; Google refuses it`, fix: `leave ${said.join(', ')} out` });
      }
    }
  },
};

const REQUESTS = new Set(['HTTP', 'HTTPS', 'HTTP2', 'H2C', 'GRPC']);

export const connectionsOfRequests: Check = {
  code: 'MESH969',
  title: 'requests balanced by connections',
  aliases: ['G-TD9'],
  severity: Severity.ERROR,
  explanation: 'Capacity of a backend of requests is counted in requests (`RATE`) or load (`UTILIZATION`). Google refuses `CONNECTION`, which is for TCP.',
  runFleet(worlds, report) {
    for (const b of ofMeshes(worlds)) {
      const protocol = text(b.object, 'spec.protocol') ?? 'HTTP';
      for (const { pointer, value } of at(b.object, 'spec.backend[*].balancingMode')) {
        if (value === 'CONNECTION' && REQUESTS.has(protocol)) {
          report(b, { pointer, message: `${protocol} can't be balanced by connections; Google refuses ${nameOf(b)}`, fix: 'balancingMode: RATE, with maxRatePerEndpoint or maxRatePerInstance' });
        }
      }
    }
  },
};

/** Names of the groups in which GKE keeps a Service's pods. */
function groupNames(service: Item): readonly string[] {
  const said = service.annotations['cloud.google.com/neg'];
  if (said === undefined) return [];
  try {
    const exposed: unknown = JSON.parse(said)?.exposed_ports;
    return Object.values((exposed ?? {}) as Record<string, { name?: unknown } | null>).flatMap((p) => (typeof p?.name === 'string' ? [p.name] : []));
  } catch {
    return [];
  }
}

export const sharedGroup: Check = {
  code: 'MESH970',
  title: 'endpoint group of two Services',
  aliases: ['G-TD10'],
  severity: Severity.ERROR,
  explanation: 'A network endpoint group is kept by one port of one Service. GKE makes none for the second that names it, and routes lead to the pods of the first.',
  runFleet(worlds, report) {
    for (const world of worlds) {
      const taken = new Map<string, Item>();
      for (const service of itemsOf(world, '', 'Service')) {
        for (const name of groupNames(service)) {
          const other = taken.get(name);
          if (other) {
            report(service, {
              pointer: '/metadata/annotations/cloud.google.com~1neg',
              message: other === service ? `two ports share endpoint group ${name}, which keeps the endpoints of one` : `endpoint group ${name} is that of Service ${nameOf(other)}; GKE makes none for this one`,
              fix: 'a name for each port of each Service',
              related: other === service ? [] : [other],
            });
          } else {
            taken.set(name, service);
          }
        }
      }
    }
  },
};

const GRPC_KNOWS = new Set(['ROUND_ROBIN', 'RING_HASH']);

export const proxylessBalancing: Check = {
  code: 'MESH976',
  title: 'balancing that gRPC does not know',
  aliases: ['G-TD16'],
  severity: Severity.WARNING,
  explanation: 'Programs without a proxy balance by ROUND_ROBIN and RING_HASH in every language of gRPC. Others are known to some languages and versions only; the rest refuse the backend service and calls fail.',
  runFleet(worlds, report) {
    const backends = ofMeshes(worlds);
    if (backends.length === 0 || !clients(worlds).some((c) => c.proxyless)) return;
    const called = destinations(worlds, ['NetworkServicesGRPCRoute']);
    for (const b of backends) {
      const policy = text(b.object, 'spec.localityLbPolicy');
      if (policy !== undefined && !GRPC_KNOWS.has(policy) && called.has(nameOf(b))) {
        report(b, { pointer: '/spec/localityLbPolicy', message: `programs without a proxy call ${nameOf(b)}, and not all languages of gRPC know ${policy}`, fix: 'ROUND_ROBIN or RING_HASH, or give the callers a proxy' });
      }
    }
  },
};

export const backendChecks: readonly Check[] = [
  subsetting, grpcOnlyPolicies, hashWithoutRing, serverlessSettings, connectionsOfRequests, sharedGroup, proxylessBalancing,
];
