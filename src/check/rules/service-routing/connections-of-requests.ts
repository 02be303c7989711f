import { ofMeshes } from './_backends-facts';
import { nameOf } from './_facts';
import type { Check } from '../../engine/check';
import { at, text } from '../../engine/path';
import { Severity } from '../../finding';

const REQUESTS = new Set(['HTTP', 'HTTPS', 'HTTP2', 'H2C', 'GRPC']);

export const connectionsOfRequests: Check = {
  code: 'MESH969',
  title: 'HTTP requests balanced by connections',
  aliases: ['G-TD9'],
  severity: Severity.ERROR,
  explanation: 'The capacity of a backend for HTTP is measured in requests (`RATE`) or load (`UTILIZATION`). Google refuses `CONNECTION`, which is for TCP.',
  runFleet(worlds, report) {
    for (const b of ofMeshes(worlds)) {
      const protocol = text(b.object, 'spec.protocol') ?? 'HTTP';
      for (const { pointer, value } of at(b.object, 'spec.backend[*].balancingMode')) {
        if (value === 'CONNECTION' && REQUESTS.has(protocol)) {
          report(b, { pointer, message: `${protocol} can't be balanced by connections; Google refuses ${nameOf(b)}`, fix: 'use balancingMode: RATE, with maxRatePerEndpoint or maxRatePerInstance' });
        }
      }
    }
  },
};
