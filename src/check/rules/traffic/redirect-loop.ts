import type { HttpMatch, HttpRoute } from '../../../world/shapes/istio';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Whether a match by the path alone takes a path. */
function takes(match: HttpMatch, path: string): boolean {
  if (Object.keys(match).some((k) => k !== 'uri' && k !== 'name' && k !== 'port' && k !== 'gateways')) return false;
  const { exact, prefix } = match.uri ?? {};
  if (!match.uri) return true;
  return exact !== undefined ? exact === path : prefix !== undefined && path.startsWith(prefix);
}

/** Whether a redirect leads to a place of its own rule. */
function leadsBack(route: HttpRoute): boolean {
  const { redirect, match } = route;
  if (!redirect || redirect.authority || redirect.scheme || redirect.port !== undefined || redirect.derivePort !== undefined || !redirect.uri?.startsWith('/')) return false;
  const path = redirect.uri.split(/[?#]/)[0];
  return !match?.length || match.some((m) => takes(m, path));
}

export const redirectLoop: Check = {
  code: 'MESH255',
  title: 'redirect that leads to itself',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A redirect that changes the path alone, to a path that the same rule takes, answers the next request with the same redirect, until the browser gives up.',
  run(world, report) {
    for (const vs of world.all('VirtualService', 'http.redirect')) {
      const routes = vs.spec.http ?? [];
      routes.forEach((route, i) => {
        if (!leadsBack(route)) return;
        const path = route.redirect!.uri!.split(/[?#]/)[0];
        // a rule before it may take the path that it leads to
        if (routes.slice(0, i).some((r) => !r.match?.length || r.match.some((m) => takes(m, path)))) return;
        report(vs, {
          pointer: pointer('spec', 'http', i, 'redirect', 'uri'),
          message: `the redirect to ${route.redirect!.uri} is for requests that this rule takes again: clients are sent round until they give up`,
          fix: 'put a rule that serves the path before this one, match other paths here, or redirect to another host or scheme',
        });
      });
    }
  },
};
