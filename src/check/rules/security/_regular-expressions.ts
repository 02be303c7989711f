/** Signs that no literal value has: anchors, escapes, character ranges, groups of alternatives and open repetitions. */
const SIGNS: readonly RegExp[] = [/^\^/, /\$$/, /\\[.dwsS/-]/, /\[\^/, /\[[A-Za-z0-9_]-[A-Za-z0-9_]/, /\([^()|]*\|/, /^\.[*+]/, /\.\+$/, /[^\w}]\.\*$/];

/** Whether a value is written as a regular expression. `/admin/.*` is; `/index.*` may be the prefix `/index.`, and the prefix `/.` is that of hidden files. */
export function isExpression(value: string): boolean {
  return value !== '/.*' && SIGNS.some((sign) => sign.test(value));
}

/** Whether a value may be a regular expression: a word, and then `.*`. */
export const mayBeExpression = (value: string): boolean => /\w\.\*$/.test(value);

/** The value that was likely intended, as an exact value, a prefix or a suffix; undefined if there is none. */
export function asPattern(expression: string): string | undefined {
  const open = expression.startsWith('^') && !/(\$|\.[*+])$/.test(expression);
  const value = `${expression.replace(/^\^/, '').replace(/\$$/, '').replace(/^\.[*+]/, '*').replace(/\.[*+]$/, '*').replace(/\\([./-])/g, '$1')}${open ? '*' : ''}`;
  return /[\\^$()|[\]+?]/.test(value) || value.slice(1, -1).includes('*') || (value.length > 1 && value.startsWith('*') && value.endsWith('*')) ? undefined : value;
}
