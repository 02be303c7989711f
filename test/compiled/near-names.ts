import type { RouteConfiguration } from '../../src/compiled/form';

/** Every domain of a route configuration, and similar names. */
export function nearNames({ virtualHosts }: RouteConfiguration): ReadonlySet<string> {
  const domains = virtualHosts.flatMap((h) => h.domains).map((d) => d.toLowerCase());
  return new Set([...domains.flatMap((d) => [d, d.replace(/^\*/, 'x.y'), `a.${d}`, d.replace(/^[^.]+\./, ''), `${d}.`]), 'nowhere', '10.1.1.1', 'a.b']);
}
