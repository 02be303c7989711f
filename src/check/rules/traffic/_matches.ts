import type { HttpMatch, HttpRoute, StringMatch } from '../../../world/shapes/istio';

/** Characters that let an expression match more than one text. */
const OPEN = /[*+?.[\](){}|\\^$]/;

/** Whether some text may match both; true if unknown, as for expressions. */
export function mayShare(a: StringMatch | undefined, b: StringMatch | undefined): boolean {
  if (!a || !b) return true;
  if (a.regex !== undefined || b.regex !== undefined) return true;
  const [x, y] = [a.exact ?? a.prefix ?? '', b.exact ?? b.prefix ?? ''];
  if (a.exact !== undefined && b.exact !== undefined) return x === y;
  if (a.exact !== undefined) return x.startsWith(y);
  if (b.exact !== undefined) return y.startsWith(x);
  return x.startsWith(y) || y.startsWith(x);
}

/** Whether a match may accept a word; true if an expression is not a plain list of words. */
export function mayTake(match: StringMatch | undefined, word: string): boolean {
  if (!match) return true;
  if (match.exact !== undefined) return match.exact === word;
  if (match.prefix !== undefined) return word.startsWith(match.prefix);
  if (match.regex === undefined) return true;
  const words = match.regex.replace(/^\^|\$$/g, '').replace(/^\((?:\?:)?(.*)\)$/, '$1').split('|');
  return words.some((w) => OPEN.test(w)) || words.includes(word);
}

/** Headers of a CORS preflight. Browsers send neither tokens, nor cookies, nor the page's own headers with it. */
const PREFLIGHT = /^(:.*|origin|host|user-agent|referer|connection|accept(-.*)?|access-control-request-.*|sec-.*|x-forwarded-.*|x-envoy-.*|x-request-id|via|cache-control|pragma|dnt)$/i;
export const ofPreflight = (header: string): boolean => PREFLIGHT.test(header);

/** Why a match rejects every preflight; undefined if it may accept one. */
export function refusesPreflight(match: HttpMatch): string | undefined {
  if (!mayTake(match.method, 'OPTIONS')) return `method: ${JSON.stringify(match.method)}`;
  const header = Object.keys(match.headers ?? {}).find((h) => !ofPreflight(h));
  return header === undefined ? undefined : `the header ${header}`;
}

/** Whether the matches of two rules may accept the same path. */
export const sharePath = (a: HttpRoute, b: HttpRoute): boolean =>
  matchesOf(a).some((x) => matchesOf(b).some((y) => mayShare(x.uri, y.uri)));
/** The matches of a rule; a match for everything if it has none. */
export const matchesOf = (rule: HttpRoute): readonly HttpMatch[] => (rule.match?.length ? rule.match : ALL);
const ALL: readonly HttpMatch[] = [{}];
