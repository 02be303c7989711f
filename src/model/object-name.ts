import { createHash } from 'crypto';
import { trim, trimEnd } from '../grammar/trim';

/**
 * The names of generated objects. Each depends on its own parts only, so that it stays the same when something else is added.
 *
 * - `joined`: from a construct's own name and a word, such as SERVICE-VERSION, SERVICE-allow. They are readable, but two constructs can lead to
 *   the same name (service `a` with version `v1`, and service `a-v1`): synth then fails with both paths.
 * - `qualified`: from the names of several owners, or from hosts, which users can't change. No two lists of parts share a name.
 */

const MAX_NAME = 253;
const MAX_LABEL = 63;
const DNS_NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/** A construct's name followed by a word. */
export function joined(name: string, word: string): string {
  return atMost(MAX_NAME, `${name}-${safe(word)}`, [name, word]);
}

/** A construct's name followed by a word, for objects whose name is a DNS label: Services. */
export function joinedLabel(name: string, word: string): string {
  return atMost(MAX_LABEL, `${name}-${safe(word)}`, [name, word]);
}

/**
 * A name from several parts: names are DNS labels, and the last part may be a host. A hyphen in any part but the last is doubled, so that the first single
 * one ends a part: `a-b` + `c` is `a--b-c`, `a` + `b-c` is `a-b-c`.
 *
 * A hyphen in any part but the last is doubled, so that the first single one ends a part: `a-b` + `c` is `a--b-c`, `a` + `b-c` is `a-b-c`.
 */
export function qualified(...parts: readonly string[]): string {
  const last = parts[parts.length - 1];
  const before = parts.slice(0, -1).map((p) => p.replace(/-/g, '--'));
  return atMost(MAX_LABEL, [...before, last.includes('.') || last === '*' ? hostWord(last) : last].join('-'), parts);
}

/**
 * The name of an object in a namespace: outside its owner's namespace it carries that namespace too, because owners in several namespaces may have
 * the same name and write objects of one kind there.
 */
export function nameIn(namespace: string, owner: { readonly name: string; readonly namespace: string }): string {
  return owner.namespace === namespace ? owner.name : qualified(owner.namespace, owner.name);
}

/**
 * A host as a part of a name: its labels, joined by hyphens; hyphens in them are doubled. `*` becomes `any`, and a host that starts with that label gets a
 * digest.
 */
function hostWord(host: string): string {
  const word = host.split('.').map((label) => (label === '*' ? 'any' : label.replace(/-/g, '--'))).join('-');
  return host.startsWith('any.') ? `${word}-${digest([host])}` : word;
}

/** One of several objects that share the content of one, numbered from the second on. */
export function numbered(name: string, index: number): string {
  return index === 0 ? name : `${name}--${index + 1}`;
}

/** The name of a service's object where `default` is the namespace's own: a Sidecar, a PeerAuthentication. */
export function besideDefault(name: string): string {
  return name === 'default' ? 'default-service' : name;
}

/** Converts texts that are not names, such as those of providers, into names. */
function safe(word: string): string {
  if (DNS_NAME.test(word)) {
    return word;
  }
  const cleaned = trim(word.toLowerCase().replace(/[^a-z0-9]+/g, '-'), '-');
  return [cleaned, digest([word])].filter(Boolean).join('-');
}

function atMost(max: number, name: string, parts: readonly string[]): string {
  return name.length <= max ? name : `${trimEnd(name.slice(0, max - 9), '-', '.')}-${digest(parts)}`;
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
}
