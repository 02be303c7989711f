import { nameOf, ROUTES } from './_facts';
import { parts, set } from './_rules-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const CONFLICTS: readonly (readonly [string, string, readonly string[], string])[] = [
  ['NetworkServicesHTTPRoute', 'spec.rules[*].action', ['redirect', 'destinations'], 'a request is either redirected or forwarded'],
  ['NetworkServicesHTTPRoute', 'spec.rules[*].action', ['redirect', 'urlRewrite'], 'a redirect has its own path and host'],
  ['NetworkServicesHTTPRoute', 'spec.rules[*].action.redirect', ['pathRedirect', 'prefixRewrite'], 'a redirect replaces either the whole path or its prefix'],
];

export const actionConflict: Check = {
  code: 'MESH528',
  title: 'mutually exclusive parts of a route action',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'An action either redirects or forwards; a redirect replaces either the whole path or its prefix; a TCP route sends connections either to destinations or to the original destination (`originalDestination`). Google refuses a route that sets both.',
  runFleet(worlds, report) {
    const checkFields = (kind: string, path: string, fields: readonly string[], why: string) => {
      for (const { route, pointer, value } of parts(worlds, [kind], path)) {
        const setFields = set(value, fields);
        if (setFields.length === fields.length) report(route, { pointer: `${pointer}/${fields[0]}`, message: `${setFields.join(' and ')} are set together: ${why}; Google refuses route ${nameOf(route)}`, fix: `keep one of ${setFields.join(' and ')}` });
      }
    };
    for (const [kind, path, fields, why] of CONFLICTS) checkFields(kind, path, fields, why);
    for (const { route, pointer, value } of parts(worlds, ['NetworkServicesTCPRoute'], 'spec.rules[*].action')) {
      if ((value as { originalDestination?: unknown }).originalDestination === true && set(value, ['destinations']).length > 0) {
        report(route, { pointer: `${pointer}/originalDestination`, message: `a TCP route sends connections either to destinations or to the original destination; Google refuses route ${nameOf(route)}`, fix: 'remove originalDestination, or destinations' });
      }
    }
    const forwards = (kind: string, value: unknown) => set(value, ['destinations', 'redirect']).length > 0 || (kind === 'NetworkServicesTCPRoute' && (value as { originalDestination?: unknown }).originalDestination === true);
    for (const { route, pointer, value } of parts(worlds, ROUTES, 'spec.rules[*].action')) {
      if (!forwards(route.kind, value)) {
        report(route, { pointer, severity: Severity.WARNING, message: `the action has no destination and no redirect: requests that match the rule of ${nameOf(route)} reach no service`, fix: 'add destinations' });
      }
    }
  },
};
