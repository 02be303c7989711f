import { has, ofMeshes } from './_backends-facts';
import { nameOf } from './_facts';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

export const hashWithoutRing: Check = {
  code: 'MESH967',
  title: 'consistent hash without a hashing policy',
  aliases: ['G-TD7'],
  severity: Severity.ERROR,
  explanation: '`consistentHash` configures RING_HASH and MAGLEV. With any other `localityLbPolicy` (by default ROUND_ROBIN) Google refuses it.',
  runFleet(worlds, report) {
    for (const b of ofMeshes(worlds)) {
      const policy = text(b.object, 'spec.localityLbPolicy');
      if (has(b, 'spec.consistentHash') && policy !== 'RING_HASH' && policy !== 'MAGLEV') {
        report(b, { pointer: '/spec/consistentHash', message: `nothing is hashed with localityLbPolicy ${policy ?? 'unset'}; Google refuses ${nameOf(b)}`, fix: 'set localityLbPolicy: RING_HASH or MAGLEV, or remove consistentHash' });
      }
    }
  },
};
