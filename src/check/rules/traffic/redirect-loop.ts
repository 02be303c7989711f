import { circles, isSameScheme, type Circle } from './_redirect-circles';
import { ruleOf, type RouteRule } from './_rule-of';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Whether another check reports the loop: MESH267 and MESH269 report a redirect to the same scheme, and MESH268 reports an HTTPRoute that redirects to its own listener. */
const isReportedElsewhere = (circle: Circle, { virtualService }: RouteRule): boolean =>
  circle.ended !== undefined || (virtualService ? isSameScheme(circle) : circle.hops.length === 1);

/** The rules in the loop, each once. */
function rulesOf(world: World, { hops }: Circle): readonly RouteRule[] {
  const found = hops.flatMap(({ outcome: { route } }) => (route?.origin ? ruleOf(world, route.origin) ?? [] : []));
  return [...new Map(found.map((r) => [keyOf(r), r])).values()];
}
const keyOf = ({ item, pointer }: RouteRule): string => `${item.order} ${pointer}`;

export const redirectLoop: Check = {
  code: 'MESH255',
  title: 'redirect loop',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A redirect points to a URL that the same rule redirects again, or that other rules, HTTPRoutes or a Gateway\'s `httpsRedirect` redirect back to the original URL. Browsers stop with "too many redirects". '
    + 'The check follows a request through the compiled proxies, and the message lists its URLs.',
  run(world, report) {
    const reported = new Set<string>();
    for (const circle of circles(world)) {
      const [rule, ...others] = rulesOf(world, circle);
      const key = [rule, ...others].map(keyOf).sort().join();
      if (reported.has(key) || isReportedElsewhere(circle, rule)) continue;
      reported.add(key);
      const urls = circle.hops.map((h) => h.url);
      report(rule.item, {
        pointer: rule.redirect,
        message: `a request to ${urls[0]} is redirected back to that URL (${[...urls, urls[0]].join(' → ')}): browsers stop with "too many redirects"`,
        fix: `match fewer requests in ${rule.pointer}, so that ${urls[urls.length - 1]} is served by a route; or redirect to another host, scheme or path`,
        related: others.map((r) => ({ item: r.item, pointer: r.redirect })),
      });
    }
  },
};
