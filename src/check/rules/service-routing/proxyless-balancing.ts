import { ofMeshes } from './_backends-facts';
import { clients, destinations, nameOf } from './_facts';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

const GRPC_KNOWS = new Set(['ROUND_ROBIN', 'RING_HASH']);

export const proxylessBalancing: Check = {
  code: 'MESH976',
  title: 'load balancing policy that gRPC clients may not support',
  aliases: ['G-TD16'],
  severity: Severity.WARNING,
  explanation: 'Proxyless gRPC clients support ROUND_ROBIN and RING_HASH in every language. Other policies are supported in some languages and versions only; the rest refuse the backend service, and calls fail.',
  runFleet(worlds, report) {
    const backends = ofMeshes(worlds);
    if (backends.length === 0 || !clients(worlds).some((c) => c.proxyless)) return;
    const called = destinations(worlds, ['NetworkServicesGRPCRoute']);
    for (const b of backends) {
      const policy = text(b.object, 'spec.localityLbPolicy');
      if (policy !== undefined && !GRPC_KNOWS.has(policy) && called.has(nameOf(b))) {
        report(b, { pointer: '/spec/localityLbPolicy', message: `proxyless gRPC clients call ${nameOf(b)}, but not all gRPC languages support ${policy}: calls of the others fail`, fix: 'use ROUND_ROBIN or RING_HASH, or run the callers with a proxy' });
      }
    }
  },
};
