import { has, ofMeshes } from './_backends-facts';
import { nameOf } from './_facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const subsetting: Check = {
  code: 'MESH965',
  title: 'subsetting on a mesh backend service',
  aliases: ['G-TD5'],
  severity: Severity.ERROR,
  explanation: '`subsetting` is for internal load balancers. Google refuses it with INTERNAL_SELF_MANAGED, including `NONE`.',
  runFleet(worlds, report) {
    for (const b of ofMeshes(worlds)) {
      if (has(b, 'spec.subsetting')) report(b, { pointer: '/spec/subsetting', message: `Google refuses backend service ${nameOf(b)}: subsetting can't be set for a mesh`, fix: 'remove subsetting' });
    }
  },
};
