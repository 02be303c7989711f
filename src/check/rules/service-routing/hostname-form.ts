import { nameOf } from './_facts';
import { parts } from './_rules-facts';
import { grpcHostnameError, hostnameError } from './_values';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const FORMS: readonly (readonly [string, string, (host: string) => string | undefined])[] = [
  ['NetworkServicesHTTPRoute', 'spec.hostnames[*]', hostnameError],
  ['NetworkServicesGRPCRoute', 'spec.hostnames[*]', grpcHostnameError],
];

export const hostnameForm: Check = {
  code: 'MESH524',
  title: 'hostname that a route of Google\'s service routing can\'t have',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A hostname of a route is a domain name in lower case, without a port (a GRPCRoute may have one), and no IP address. An asterisk may stand for the whole first label. Google refuses the route otherwise. '
    + 'The server names of a TLSRoute are of the same form.',
  runFleet(worlds, report) {
    for (const [kind, path, error] of FORMS) {
      for (const { route, pointer, value } of parts(worlds, [kind], path)) {
        const why = typeof value === 'string' ? error(value) : undefined;
        if (why) report(route, { pointer, message: `hostname '${String(value)}' ${why}; Google refuses route ${nameOf(route)}`, fix: 'write a domain name in lower case, such as cart.example.com or *.example.com' });
      }
    }
    for (const { route, pointer, value } of parts(worlds, ['NetworkServicesTLSRoute'], 'spec.rules[*].matches[*]')) {
      const names = (value as { sniHost?: unknown }).sniHost;
      if (!Array.isArray(names)) continue;
      names.forEach((name, i) => {
        const why = typeof name === 'string' ? (name === '*' ? 'stands for no domain' : hostnameError(name)) : undefined;
        if (why) report(route, { pointer: `${pointer}/sniHost/${i}`, message: `server name '${String(name)}' ${why}; Google refuses route ${nameOf(route)}`, fix: 'write a domain name in lower case, such as cart.example.com or *.example.com' });
      });
    }
  },
};
