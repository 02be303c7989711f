import { label, type ItemOf } from '../../../world/item';
import type { HttpMatch, StringMatch } from '../../../world/shapes/istio';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

type Texts = Readonly<Record<string, StringMatch>> | undefined;

/** Whether istiod considers two string matches contradictory; it does not compare expressions, so one against anything is. */
function textConflict(root: StringMatch | undefined, leaf: StringMatch | undefined): boolean {
  if (!root || !leaf) return false;
  const given = (m: StringMatch) => Boolean(m.regex || m.prefix || m.exact);
  if ((root.regex && given(leaf)) || (leaf.regex && given(root))) return true;
  if (root.exact) return Boolean(leaf.prefix) || leaf.exact !== root.exact;
  if (root.prefix && (leaf.prefix || leaf.exact)) return !(leaf.prefix || leaf.exact)!.startsWith(root.prefix);
  return true;
}
const mapConflict = (root: Texts, leaf: Texts): boolean => Object.entries(leaf ?? {}).some(([k, m]) => textConflict(root && Object.hasOwn(root, k) ? root[k] : undefined, m));

/** Whether a match of a delegate is wider than the root's match that leads to it, as istiod sees it. */
function outside(root: HttpMatch, leaf: HttpMatch): boolean {
  if ((['uri', 'scheme', 'method', 'authority'] as const).some((f) => textConflict(root[f], leaf[f]))) return true;
  if (mapConflict(root.headers, leaf.headers) || mapConflict(root.withoutHeaders, leaf.withoutHeaders) || mapConflict(root.queryParams, leaf.queryParams)) return true;
  if ((root.ignoreUriCase ?? false) !== (leaf.ignoreUriCase ?? false)) return true;
  if (root.port && leaf.port && root.port !== leaf.port) return true;
  if (root.sourceNamespace && leaf.sourceNamespace !== root.sourceNamespace) return true;
  if (Object.entries(leaf.sourceLabels ?? {}).some(([k, v]) => root.sourceLabels?.[k] !== undefined && root.sourceLabels[k] !== v)) return true;
  return Boolean(root.gateways?.length && leaf.gateways?.some((g) => !root.gateways!.includes(g)));
}

/** A match within another one. */
function within({ uri }: HttpMatch): string {
  if (uri?.prefix) return `make the match narrower than that of the delegating route, like { uri: { prefix: ${uri.prefix}${uri.prefix.endsWith('/') ? '' : '/'}orders } }, and use no regex on either side`;
  if (uri?.exact) return `use the same path as the delegating route, { uri: { exact: ${uri.exact} } }, or leave the path out`;
  return uri?.regex ? 'use prefix instead of regex in the delegating route, and a longer prefix here' : 'use the same conditions as the delegating route, or leave them out here';
}

export const delegateOutside: Check = {
  code: 'MESH211',
  title: 'delegate route outside the match of its root',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Every match of a delegate must lie within a match of the route that delegates to it: a longer path below its prefix, for example. istiod silently drops a route whose match does not; '
    + 'its requests fall through to the next route or get a 404. istiod does not compare regular expressions: a regex on either side for the same field is always refused.',
  run(world, report) {
    const roots = new Map<ItemOf<'VirtualService'>, { root: ItemOf<'VirtualService'>; matches: readonly HttpMatch[]; at: string }[]>();
    for (const vs of world.all('VirtualService', 'http.delegate')) {
      vs.spec.http?.forEach((r, i) => {
        const to = r.delegate?.name ? world.find('VirtualService', r.delegate.namespace || vs.namespace, r.delegate.name) : undefined;
        if (!to || to.spec.hosts?.length) return;
        const entry = { root: vs, matches: r.match ?? [], at: pointer('spec', 'http', i) };
        const list = roots.get(to);
        if (list) list.push(entry); else roots.set(to, [entry]);
      });
    }
    for (const [delegate, list] of roots) {
      delegate.spec.http?.forEach((rule, j) => {
        const lost = (matches: readonly HttpMatch[]) => (matches.length ? rule.match?.findIndex((leaf) => matches.every((m) => outside(m, leaf))) ?? -1 : -1);
        const at = list.map((e) => lost(e.matches));
        if (at.some((k) => k < 0)) return; // at least one of the roots keeps it
        const known = world.closed(delegate.namespace);
        report(delegate, {
          pointer: pointer('spec', 'http', j, 'match', at[0]),
          severity: known ? Severity.ERROR : Severity.WARNING,
          message: `this match is outside the match of ${list.map((e) => `${label(e.root)} ${e.at}`).join(', ')} ${known ? '' : ' (no other root is in the checked objects)'}: istiod silently drops the whole route, and its requests match another route or get a 404`,
          fix: within(list[0].matches[0]),
          related: list.map((e) => ({ item: e.root, pointer: e.at })),
        });
      });
    }
  },
};
