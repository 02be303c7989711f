import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

/** Paths of URLs in objects for load balancers: the group, the kind, and where they are. */
const PATHS: readonly (readonly [group: string, kind: string, paths: readonly string[], effect: string])[] = [
  ['compute.cnrm.cloud.google.com', 'ComputeHTTPHealthCheck', ['spec.requestPath'], 'Google refuses the health check'],
  ['compute.cnrm.cloud.google.com', 'ComputeHTTPSHealthCheck', ['spec.requestPath'], 'Google refuses the health check'],
  ['compute.cnrm.cloud.google.com', 'ComputeURLMap', [
    'spec.pathMatcher[*].pathRule[*].paths[*]', 'spec.pathMatcher[*].routeRules[*].matchRules[*].prefixMatch', 'spec.pathMatcher[*].routeRules[*].matchRules[*].fullPathMatch', 'spec.test[*].path',
  ], 'Google refuses the URL map'],
  ['networkservices.cnrm.cloud.google.com', 'NetworkServicesHTTPRoute', ['spec.rules[*].action.redirect.pathRedirect', 'spec.rules[*].action.redirect.prefixRewrite', 'spec.rules[*].action.urlRewrite.pathPrefixRewrite'], 'Google refuses the route'],
];

export const urlPaths: Check = {
  code: 'MESH891',
  title: 'path of a URL map, redirect or rewrite without a slash',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The paths of requests begin with a slash. Google refuses URL maps, older health checks (ComputeHTTPHealthCheck), and redirects and rewrites of HTTP routes with any other path. (MESH525 covers the matches of routes, MESH720 other health checks, MESH721 multi-cluster ingresses.)',
  runFleet(worlds, report) {
    for (const [group, kind, places, effect] of PATHS) {
      for (const item of ofKind(worlds, group, kind)) {
        for (const { pointer, value } of places.flatMap((place) => at(item.object, place))) {
          if (typeof value !== 'string' || value === '' || value.startsWith('/')) continue;
          report(item, { pointer, message: `path '${value}' does not begin with a slash: ${effect}`, fix: `use /${value}` });
        }
      }
    }
  },
};

const ofKind = (worlds: readonly World[], group: string, kind: string) => worlds.flatMap((world) => world.ofKind(group, kind));
