import { nameOf } from './_facts';
import { parts } from './_rules-facts';
import { portError } from './_values';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

const CODES = ['MOVED_PERMANENTLY_DEFAULT', 'FOUND', 'SEE_OTHER', 'TEMPORARY_REDIRECT', 'PERMANENT_REDIRECT'];

export const redirectCode: Check = {
  code: 'MESH530',
  title: 'redirect with an invalid code or port',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Google\'s service routing uses names for redirect codes: `MOVED_PERMANENTLY_DEFAULT` (301), `FOUND` (302), `SEE_OTHER` (303), `TEMPORARY_REDIRECT` (307), `PERMANENT_REDIRECT` (308).',
  runFleet(worlds, report) {
    for (const { route, pointer, value } of parts(worlds, ['NetworkServicesHTTPRoute'], 'spec.rules[*].action.redirect')) {
      const code = at(value, 'responseCode')[0]?.value;
      if (code !== undefined && !CODES.includes(String(code))) report(route, { pointer: `${pointer}/responseCode`, message: `'${String(code)}' is not a redirect code; Google refuses route ${nameOf(route)}`, fix: `use ${CODES.join(', ')}` });
      const port = at(value, 'portRedirect')[0]?.value;
      if (port !== undefined && portError(port)) report(route, { pointer: `${pointer}/portRedirect`, message: `${String(port)} ${portError(port)}; Google refuses route ${nameOf(route)}`, fix: 'use a port from 1 to 65535' });
    }
  },
};
