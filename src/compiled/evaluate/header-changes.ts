import type { HeaderMutations } from '../form';
import { headerOf, ONE_LINE, type Seen } from './seen';

export type Headers = ReadonlyMap<string, readonly string[]>;

/** Request headers after lists of changes, each applied to the result of the previous one: the most specific first, so that the last one wins. */
export function changeHeaders(seen: Seen, lists: readonly (HeaderMutations | undefined)[]): Headers {
  let { headers } = seen;
  for (const list of lists) if (list) headers = change({ ...seen, headers }, list);
  return headers;
}

/** Headers are removed, then overwritten, then added; values are computed after the removal. */
function change(seen: Seen, { add = [], remove = [] }: HeaderMutations): Headers {
  const headers = new Map(seen.headers);
  for (const name of remove) headers.delete(name.toLowerCase());
  const before: Seen = { ...seen, headers };
  const values = add.map((h) => ({ ...h, name: h.name.toLowerCase(), value: substitute(h.value, before) }))
    .filter(({ name, value, append }) => value !== '' && (append !== 'ADD_IF_ABSENT' || !headers.has(name)) && (append !== 'OVERWRITE_IF_EXISTS' || headers.has(name)));
  for (const { name, value } of values.filter((v) => v.append.startsWith('OVERWRITE'))) headers.set(name, [value]);
  for (const { name, value } of values.filter((v) => !v.append.startsWith('OVERWRITE'))) headers.set(name, appended(name, headers.get(name), value));
  return headers;
}

function appended(name: string, before: readonly string[] | undefined, value: string): readonly string[] {
  if (!before?.length) return [value];
  if (!ONE_LINE.has(name)) return [...before, value];
  return [[...before, value].join(',')];
}

/** Envoy's substitutions in a header value: `%REQ(name?other):length%` and `%%`; what is known only at run time stays as written. */
function substitute(value: string, seen: Seen): string {
  if (!value.includes('%')) return value;
  return value.replace(/%%|%([A-Z_]+)(?:\(([^()]*)\))?(?::(\d+))?%/g, (whole, command: string | undefined, argument: string | undefined, length: string | undefined) => {
    if (whole === '%%') return '%';
    if (command === 'REQ' && argument !== undefined) {
      const [main, other] = argument.toLowerCase().split('?');
      const text = firstOf(seen, main) ?? (other === undefined ? undefined : firstOf(seen, other)) ?? '';
      return length === undefined ? text : text.slice(0, Number(length));
    }
    return whole;
  });
}

function firstOf(seen: Seen, name: string): string | undefined {
  return name.startsWith(':') ? headerOf(seen, name) : seen.headers.get(name)?.[0];
}
