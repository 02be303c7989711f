import { nameOf } from './_facts';
import { parts } from './_rules-facts';
import { grpcHostnameError, hostnameError } from './_values';
import { textOf } from '../../../grammar/json';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const FORMS: readonly (readonly [string, string, (host: string) => string | undefined])[] = [
  ['NetworkServicesHTTPRoute', 'spec.hostnames[*]', hostnameError],
  ['NetworkServicesGRPCRoute', 'spec.hostnames[*]', grpcHostnameError],
];

export const hostnameForm: Check = {
  code: 'MESH524',
  title: 'invalid hostname of a route in Google\'s service routing',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The hostname of a route is a domain name in lower case, without a port (allowed in a GRPCRoute), and not an IP address. An asterisk may replace the whole first label. Google refuses any other value. '
    + 'The server names of a TLSRoute have the same format.',
  runFleet(worlds, report) {
    for (const [kind, path, error] of FORMS) {
      for (const { route, pointer, value } of parts(worlds, [kind], path)) {
        const why = typeof value === 'string' ? error(value) : undefined;
        if (why) report(route, { pointer, message: `hostname '${textOf(value)}' ${why}; Google refuses route ${nameOf(route)}`, fix: 'use a domain name in lower case, such as cart.example.com or *.example.com' });
      }
    }
    for (const { route, pointer, value } of parts(worlds, ['NetworkServicesTLSRoute'], 'spec.rules[*].matches[*]')) {
      const names = (value as { sniHost?: unknown }).sniHost;
      if (!Array.isArray(names)) continue;
      names.forEach((name, i) => {
        const why = typeof name === 'string' ? (name === '*' ? 'does not match any domain' : hostnameError(name)) : undefined;
        if (why) report(route, { pointer: `${pointer}/sniHost/${i}`, message: `server name '${String(name)}' ${why}; Google refuses route ${nameOf(route)}`, fix: 'use a domain name in lower case, such as cart.example.com or *.example.com' });
      });
    }
  },
};
