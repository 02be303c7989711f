import { ofMeshes } from './_backends-facts';
import { clients, destinations, nameOf } from './_facts';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

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
        report(b, { pointer: '/spec/localityLbPolicy', message: `programs without a proxy call ${nameOf(b)}, and not all languages of gRPC know ${policy}: calls of the others fail`, fix: 'use ROUND_ROBIN or RING_HASH, or give the callers a proxy' });
      }
    }
  },
};
