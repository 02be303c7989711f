import { nameOf, ROUTES } from './_facts';
import { parts, set } from './_rules-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const CONFLICTS: readonly (readonly [string, string, readonly string[], string])[] = [
  ['NetworkServicesHTTPRoute', 'spec.rules[*].action', ['redirect', 'destinations'], 'a request is redirected or forwarded, not both'],
  ['NetworkServicesHTTPRoute', 'spec.rules[*].action', ['redirect', 'urlRewrite'], 'a redirect says its own path and host'],
  ['NetworkServicesHTTPRoute', 'spec.rules[*].action.redirect', ['pathRedirect', 'prefixRewrite'], 'a redirect replaces the whole path or its prefix'],
];

export const actionConflict: Check = {
  code: 'MESH528',
  title: 'parts of a route\'s action that exclude each other',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'An action redirects or forwards; a redirect replaces the whole path or its prefix; a TCP route sends connections to destinations or to the address that the client meant (`originalDestination`). Google refuses a route that says both.',
  runFleet(worlds, report) {
    const told = (kind: string, path: string, fields: readonly string[], why: string) => {
      for (const { route, pointer, value } of parts(worlds, [kind], path)) {
        const said = set(value, fields);
        if (said.length === fields.length) report(route, { pointer: `${pointer}/${fields[0]}`, message: `${said.join(' and ')} are set together: ${why}; Google refuses route ${nameOf(route)}`, fix: `keep one of ${said.join(' and ')}` });
      }
    };
    for (const [kind, path, fields, why] of CONFLICTS) told(kind, path, fields, why);
    for (const { route, pointer, value } of parts(worlds, ['NetworkServicesTCPRoute'], 'spec.rules[*].action')) {
      if ((value as { originalDestination?: unknown }).originalDestination === true && set(value, ['destinations']).length > 0) {
        report(route, { pointer: `${pointer}/originalDestination`, message: `connections go to destinations and to the address that the client meant: one of them; Google refuses route ${nameOf(route)}`, fix: 'remove originalDestination, or destinations' });
      }
    }
    const forwards = (kind: string, value: unknown) => set(value, ['destinations', 'redirect']).length > 0 || (kind === 'NetworkServicesTCPRoute' && (value as { originalDestination?: unknown }).originalDestination === true);
    for (const { route, pointer, value } of parts(worlds, ROUTES, 'spec.rules[*].action')) {
      if (!forwards(route.kind, value)) {
        report(route, { pointer, severity: Severity.WARNING, message: `the action leads to no destination and redirects nothing: requests that fit the rule of ${nameOf(route)} reach no service`, fix: 'add destinations' });
      }
    }
  },
};
