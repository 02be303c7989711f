import type { Json } from './values';

/** A text as calls and access rules write it: exact, or with a star at an end. */
export function glob(text: string): Json {
  return text === '*' ? { safe_regex: { regex: '.+' } } : text.endsWith('*') ? { prefix: text.slice(0, -1) } : text.startsWith('*') ? { suffix: text.slice(1) } : { exact: text };
}

/** A text with a star at an end as a regular expression. */
const wild = (text: string): string => text.replace(/[.+*?^${}()|[\]\\]/g, '\\$&').replace(/^\\\*|\\\*$/g, '.*');

/**
 * A host as access rules write it, against the Host header: in any case, with and without the dot of a full name and, where the rule
 * names no port, with any port. Routes are found that way too, so that a host has no second spelling that a rule misses.
 *
 * @param list also as one of several: two Host headers arrive as a list
 */
export function host(text: string, list: boolean): Json {
  if (text === '*') return glob(text);
  const [, name, port] = /^(.*?)(:[^:\]]*)?$/.exec(text)!;
  const end = port !== undefined ? `\\.?${wild(port)}` : name.endsWith('*') ? '' : '\\.?(?::[^,]*)?';
  const one = `${wild(name)}${end}`;
  return { safe_regex: { regex: list ? `(?i)(?:.*,)?\\s*${one}\\s*(?:,.*)?` : `(?i)${one}` } };
}

/** A value of a header, alone or in a list: a header that is sent twice is a list. */
export function listed(text: string): Json {
  return text === '*' ? glob(text) : { safe_regex: { regex: `(?:.*,)?\\s*${wild(text)}\\s*(?:,.*)?` } };
}

/** A path as calls and access rules write it: exact, with a star at an end, or with `{*}` and `{**}`. */
export function path(p: string): Json {
  if (/\{\*\*?\}/.test(p)) {
    const pattern = p.replace(/[.+?^$()|[\]\\]/g, '\\$&').replace(/\{\*\*\}/g, '.*').replace(/\{\*\}/g, '[^/]+');
    return { url_path: { path: { safe_regex: { regex: pattern } } } };
  }
  return { url_path: { path: glob(p) } };
}

/** Permissions of which one is enough. */
export function any(rules: readonly Json[]): Json {
  return rules.length === 1 ? rules[0] : { or_rules: { rules } };
}

/** Permissions that are all needed; none: everything. */
export function all(rules: readonly Json[]): Json {
  return rules.length === 0 ? { any: true } : rules.length === 1 ? rules[0] : { and_rules: { rules } };
}
