import type { Json } from './values';

/** A text as written in calls and access rules: exact, or with an asterisk at one end. */
export function glob(text: string): Json {
  return text === '*' ? { safe_regex: { regex: '.+' } } : text.endsWith('*') ? { prefix: text.slice(0, -1) } : text.startsWith('*') ? { suffix: text.slice(1) } : { exact: text };
}

/** A text with an asterisk at one end as a regular expression. */
const wild = (text: string): string => text.replace(/[.+*?^${}()|[\]\\]/g, '\\$&').replace(/^\\\*|\\\*$/g, '.*');

/**
 * A matcher of the Host header for a host as written in access rules: in any case, with and without a trailing dot and, if the rule names no port, with any
 * port. Routes are found the same way, so that no spelling of a host bypasses a rule.
 * @param list also match it as one of several: two Host headers arrive as a list
 */
export function host(text: string, list: boolean): Json {
  if (text === '*') return glob(text);
  const [, name, port] = /^(.*?)(:[^:\]]*)?$/.exec(text)!;
  const end = port !== undefined ? `\\.?${wild(port)}` : name.endsWith('*') ? '' : '\\.?(?::[^,]*)?';
  const one = `${wild(name)}${end}`;
  return { safe_regex: { regex: list ? `(?i)(?:.*,)?\\s*${one}\\s*(?:,.*)?` : `(?i)${one}` } };
}

/** A header value, alone or in a list: a header that is sent twice becomes a list. */
export function listed(text: string): Json {
  return text === '*' ? glob(text) : { safe_regex: { regex: `(?:.*,)?\\s*${wild(text)}\\s*(?:,.*)?` } };
}

/** A path as written in calls and access rules: exact, with an asterisk at one end, or with `{*}` and `{**}`. */
export function path(p: string): Json {
  if (/\{\*\*?\}/.test(p)) {
    const pattern = p.replace(/[.+?^$()|[\]\\]/g, '\\$&').replace(/\{\*\*\}/g, '.*').replace(/\{\*\}/g, '[^/]+');
    return { url_path: { path: { safe_regex: { regex: pattern } } } };
  }
  return { url_path: { path: glob(p) } };
}

/** Any one of these permissions suffices. */
export function any(rules: readonly Json[]): Json {
  return rules.length === 1 ? rules[0] : { or_rules: { rules } };
}

/** Requires all of these permissions; an empty list matches everything. */
export function all(rules: readonly Json[]): Json {
  return rules.length === 0 ? { any: true } : rules.length === 1 ? rules[0] : { and_rules: { rules } };
}
