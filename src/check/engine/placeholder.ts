import type { Precedence, Precedences } from './precedence';
import { re2 } from '../../grammar/regexp';
import type { Item } from '../../world/item';
import { CheckLayer, Severity, type Finding } from '../finding';

/**
 * Text that a tool or a person replaces before the manifest is applied: `${NAME}` and `$NAME` of Flux and envsubst, `$(NAME)` of kustomize, `{{
 * name }}` of templates, `$$name$$` and `__NAME__` of scripts, `<name>`, `...`, and words that say so.
 */
const PLACEHOLDER = [
  String.raw`[$][{][A-Za-z_]\w*(?:[:=?+-][^}]*)?\}`, String.raw`[$]\([A-Za-z_][\w.]*\)`, String.raw`[$][A-Z][A-Z0-9_]{2,}`, String.raw`[$][$][A-Za-z_]\w*[$][$]`, '__[A-Z0-9]+(?:_[A-Z0-9]+)*__',
  String.raw`\{\{[^{}]*\}\}`, '<[A-Z][A-Z0-9]*(?:[-_][A-Z0-9]+)+>', '<(?:your|my|insert|replace)[-_ ][^<>]*>', '^<[^<>]+>$', String.raw`^\.\.\.$`,
  '(?:^|[^A-Za-z])(?:PLACEHOLDER|(?:REPLACE|CHANGE)[-_]?ME)(?:$|[^A-Za-z])', String.raw`\bYOUR[-_][A-Z]`,
].join('|');
/** Names in capitals, as in Google's samples and in scripts with sed: Kubernetes names are never written so, only enumerations are. */
const CAPITALS = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
/** Characters that no name or host contains: `app.<domain>`. */
const IN_BRACKETS = /<[A-Za-z][^<>]*>/;

interface Placed { readonly item?: Item; readonly finding: Finding }

/** A finding about a value to be filled in later is information: it describes the placeholder. */
export const unlessPlaceholder = (precedence: Precedences) => <P extends Placed>(placed: P): P => {
  const { item, finding } = placed;
  if (!item || finding.severity === Severity.INFO || item.origin.file === undefined) return placed;
  const held = placeholderOf(item, finding, precedence(finding.code).about);
  if (held === undefined) return placed;
  return { ...placed, finding: { ...finding, severity: Severity.INFO, message: `${finding.message} (checked with the placeholder ${held} in place: check the manifest again once it is replaced)` } };
};

function placeholderOf(item: Item, finding: Finding, about: Precedence['about']): string | undefined {
  const value = finding.pointer === undefined ? undefined : valueAt(item.object, finding.pointer);
  const capitals = inCapitals(about, value);
  if (capitals !== undefined) return capitals;
  const own = typeof value === 'string' ? find(value) : about === 'keys' ? undefined : among(value);
  const lastKey = finding.pointer?.slice(finding.pointer.lastIndexOf('/') + 1).replace(/~1/g, '/').replace(/~0/g, '~');
  if (own !== undefined || finding.layer !== CheckLayer.SEMANTIC) return own ?? find(lastKey ?? '');
  return find(item.namespace) ?? find(item.name); // the names that refer to it, or that it refers to, will be different
}

/** A name in capitals where a name, a host or a number is expected; in square brackets, YAML reads it as a list of one string. */
function inCapitals(about: Precedence['about'], value: unknown): string | undefined {
  if (about === 'type') return Array.isArray(value) && value.length === 1 && CAPITALS.test(String(value[0])) ? `[${value[0]}]` : typeof value === 'string' && CAPITALS.test(value) ? value : undefined;
  if (about !== 'name' || typeof value !== 'string') return undefined;
  return value.split('.').find((part) => CAPITALS.test(part)) ?? IN_BRACKETS.exec(value)?.[0];
}

/** Only the strings directly in an object or a list. */
function among(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const text of Object.values(value)) {
    const held = typeof text === 'string' ? find(text) : undefined;
    if (held !== undefined) return held;
  }
  return undefined;
}

let compiled: ReturnType<ReturnType<typeof re2>['compile']> | undefined;
function find(text: string): string | undefined {
  const matcher = (compiled ??= re2().compile(PLACEHOLDER)).matcher(text);
  return matcher.find() ? matcher.group()?.trim() : undefined;
}

function valueAt(object: unknown, pointer: string): unknown {
  let value = object;
  for (const part of pointer.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[part.replace(/~1/g, '/').replace(/~0/g, '~')];
  }
  return value;
}
