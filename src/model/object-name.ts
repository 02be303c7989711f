import { createHash } from 'crypto';
import { trim, trimEnd } from '../grammar/trim';

/**
 * The names of the objects that the library makes, each decided from its parts alone, so that a name stays when something else is added.
 *
 * - `joined`: of a construct's own name and a word, such as SERVICE-VERSION, SERVICE-allow. They read as users expect them, so two
 *   constructs can want one name (service `a` with version `v1`, and service `a-v1`): synth refuses that, and says which two.
 * - `qualified`: of several owners' names, or of hosts, which nobody renames for our sake. No two lists of parts share a name.
 */

const MAX_NAME = 253;
const MAX_LABEL = 63;
const DNS_NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/** A construct's name with a word behind it. */
export function joined(name: string, word: string): string {
  return atMost(MAX_NAME, `${name}-${safe(word)}`, [name, word]);
}

/** The same for objects whose name is a DNS label: Services. */
export function joinedLabel(name: string, word: string): string {
  return atMost(MAX_LABEL, `${name}-${safe(word)}`, [name, word]);
}

/**
 * The name of what belongs to several: names are DNS labels, the last part may be a host.
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
 * A host as a part of a name: its labels with hyphens between them; hyphens in them are doubled. `*` becomes `any`, and a host that begins with that
 * label gets a digest.
 */
function hostWord(host: string): string {
  const word = host.split('.').map((label) => (label === '*' ? 'any' : label.replace(/-/g, '--'))).join('-');
  return host.startsWith('any.') ? `${word}-${digest([host])}` : word;
}

/** One of several objects that share what one would hold, from the second on. */
export function numbered(name: string, index: number): string {
  return index === 0 ? name : `${name}--${index + 1}`;
}

/** The name of an object of a service, where `default` is that of the namespace's own: a Sidecar, a PeerAuthentication. */
export function besideDefault(name: string): string {
  return name === 'default' ? 'default-service' : name;
}

/** Texts that are no names, such as those of providers, become one. */
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
