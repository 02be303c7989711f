import type { Json } from './values';

/** A text as calls and access rules write it: exact, or with a star at an end. */
export function glob(text: string): Json {
  return text === '*' ? { safe_regex: { regex: '.+' } } : text.endsWith('*') ? { prefix: text.slice(0, -1) } : text.startsWith('*') ? { suffix: text.slice(1) } : { exact: text };
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
