import { has, ofMeshes } from './_backends-facts';
import { nameOf } from './_facts';
import type { Check } from '../../engine/check';
import { text } from '../../engine/path';
import { Severity } from '../../finding';

const FIELD: Readonly<Record<string, string>> = { HTTP_COOKIE: 'httpCookie', HEADER_FIELD: 'httpHeaderName' };

export const affinityHash: Check = {
  code: 'MESH546',
  title: 'session affinity that does not match its hash',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The hash key of a backend service needs two fields: `sessionAffinity: HTTP_COOKIE` and `consistentHash.httpCookie`, or `HEADER_FIELD` and `consistentHash.httpHeaderName`. One without the other is refused or has no effect.',
  runFleet(worlds, report) {
    for (const b of ofMeshes(worlds)) {
      const affinity = text(b.object, 'spec.sessionAffinity') ?? 'NONE';
      const requiredField = FIELD[affinity];
      const other = Object.values(FIELD).find((field) => field !== requiredField && has(b, `spec.consistentHash.${field}`));
      if (requiredField && !has(b, `spec.consistentHash.${requiredField}`)) {
        report(b, { pointer: '/spec/sessionAffinity', message: `sessionAffinity ${affinity} requires ${requiredField}, which is not set; Google refuses ${nameOf(b)}`, fix: `set consistentHash.${requiredField}, with localityLbPolicy RING_HASH or MAGLEV` });
      } else if (other) {
        const fits = Object.keys(FIELD).find((key) => FIELD[key] === other)!;
        report(b, { pointer: `/spec/consistentHash/${other}`, severity: Severity.WARNING, message: `sessionAffinity of ${nameOf(b)} is ${affinity}, so ${other} is not used: requests of one client go to any endpoint`, fix: `set sessionAffinity: ${fits}` });
      }
    }
  },
};
