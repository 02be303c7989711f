import type { HeaderMatch, PathMatch, QueryParameterMatch, RouteMatch, StringMatch } from './form';
import { push } from '../world/collect';

/** Whether one match takes every request that another one takes; false also where only regular expressions could tell. */
export function covers(wider: RouteMatch, narrower: RouteMatch): boolean {
  return wider.runtimeFraction === undefined && (!wider.grpc || narrower.grpc === true)
    && coversPath(wider.path, narrower.path)
    && coversAll(wider.headers, narrower.headers) && coversAll(wider.queryParameters, narrower.queryParameters)
    && (wider.dynamicMetadata ?? []).every((a) => narrower.dynamicMetadata?.some((b) => isSame(a, b)));
}

function coversPath(wider: PathMatch, narrower: PathMatch): boolean {
  if (isSame(wider, narrower)) return true;
  if (narrower.kind === 'connect' || wider.kind === 'connect') return false;
  if (takesEveryPath(wider)) return true;
  if (narrower.kind === 'regex' || narrower.kind === 'template' || (narrower.ignoreCase && !wider.ignoreCase)) return false;
  const text = ({ value }: PathMatch) => (wider.ignoreCase ? value.toLowerCase() : value);
  const [a, b] = [text(wider), text(narrower)];
  switch (wider.kind) {
    case 'exact': return narrower.kind === 'exact' && a === b;
    case 'prefix': return b.startsWith(a);
    case 'pathSeparatedPrefix': return b.startsWith(`${a}/`) || (a === b && narrower.kind !== 'prefix');
    default: return false;
  }
}

const takesEveryPath = ({ kind, value }: PathMatch): boolean => (kind === 'prefix' || kind === 'pathSeparatedPrefix' ? value === '/' : kind === 'regex' && (value === '.*' || value === '/.*'));

type Condition = HeaderMatch | QueryParameterMatch;

/** Whether each condition of the wider match follows from one of the narrower. */
const coversAll = (wider: readonly Condition[] | undefined, narrower: readonly Condition[] | undefined): boolean =>
  (wider ?? []).every((a) => narrower?.some((b) => a.name === b.name && follows(a, b)));

function follows(a: Condition, b: Condition): boolean {
  if (isSame(a, b)) return true;
  if (isInverted(a) || isInverted(b) || !b.match) return false;
  return a.match ? coversText(a.match, b.match) : a.presentMatch === true;
}

const isInverted = (condition: Condition): boolean => 'invertMatch' in condition && condition.invertMatch === true;

const coversText = (a: StringMatch, b: StringMatch): boolean => a.kind === 'prefix' && (b.kind === 'exact' || b.kind === 'prefix') && !a.ignoreCase && !b.ignoreCase && b.value.startsWith(a.value);

/** Whether two parts of matches say the same; their fields are in one order, because one function made both. */
const isSame = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Matches by their paths, to find those that cover another one without comparing all of them. */
export class Coverings<T> {
  private readonly byPath = new Map<string, { readonly match: RouteMatch; readonly of: T }[]>();

  public add(match: RouteMatch, of: T): void {
    push(this.byPath, keyOf(match.path), { match, of });
  }

  /** The values added with matches that are known to cover this one. */
  public* of(match: RouteMatch): Iterable<T> {
    for (const key of keysAbove(match.path)) for (const one of this.byPath.get(key) ?? []) if (covers(one.match, match)) yield one.of;
  }
}

const EVERY_PATH = 'every path';
const isLiteral = ({ kind }: PathMatch): boolean => kind === 'exact' || kind === 'prefix' || kind === 'pathSeparatedPrefix';
const keyOf = (path: PathMatch): string => (takesEveryPath(path) ? EVERY_PATH : isLiteral(path) ? `/ ${path.value.toLowerCase()}` : `${path.kind} ${path.value}`);

/** Keys of all paths that a path may lie in. */
function* keysAbove(path: PathMatch): Iterable<string> {
  yield EVERY_PATH;
  if (takesEveryPath(path)) return;
  if (!isLiteral(path)) yield keyOf(path);
  else for (let n = path.value.length; n >= 0; n--) yield `/ ${path.value.slice(0, n).toLowerCase()}`;
}
