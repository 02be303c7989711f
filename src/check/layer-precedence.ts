import type { Precedence } from './engine/precedence';
import type { Finding } from './finding';

const isValue: Precedence = { refusesValue: true };

/** How schema findings relate to others. */
export const SCHEMA_PRECEDENCE: Readonly<Record<string, Precedence>> = {
  MESH011: { ...isValue, refusesContent: true, about: 'type' },
  MESH012: { about: 'keys' },
  MESH013: { ...isValue, place: missingPlace, about: 'keys' },
  MESH014: isValue,
  MESH015: { ...isValue, about: 'name', yieldsIf: (own, other, place) => other.code === 'MESH016' && place === own.pointer && /is empty/.test(other.message) },
  MESH016: isValue,
  MESH020: { about: 'name' },
};

/** How findings of istiod's webhook relate to others. */
export const ADMISSION_PRECEDENCE: Readonly<Record<string, Precedence>> = {
  MESH101: { about: 'name' },
  MESH104: {
    // the user set the values in a field that does not exist
    yieldsIf: (own, other, place) => other.code === 'MESH012' && lacksSettings(own) && place.startsWith(`${own.pointer ?? ''}/`),
    reads: (path, own) => lacksSettings(own) || path.split('/').some((name) => isNamed(name, `${own.message} ${own.fix}`)),
  },
  MESH110: { reads: (path) => /^(kind|name|group)$/.test(path) },
  MESH112: { about: 'name' },
  MESH124: {
    yieldsTo: ['MESH236'], // istiod warns of failover without outlier detection, too
    yieldsIf: (own, other) => other.code === 'MESH603' && own.pointer === '/spec/workloadSelector',
    reads: (path) => /^(labels|matchLabels)\b/.test(path),
  },
};

const lacksSettings = ({ message }: Finding): boolean => /has no settings/.test(message);

/** The location of a missing field. */
function missingPlace({ message, pointer = '' }: Finding): string {
  const missing = /^'([\w-]+)' is missing/.exec(message)?.[1];
  return missing === undefined ? pointer : `${pointer}/${missing}`;
}

/** Whether a text contains a name as a separate word. The name is a key of the manifest, and may contain any character. */
function isNamed(name: string, text: string): boolean {
  const isWord = (c: string | undefined): boolean => c !== undefined && /\w/.test(c);
  if (name === '') return false;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (isWord(text[at - 1]) !== isWord(name[0]) && isWord(name.at(-1)) !== isWord(text[at + name.length])) return true;
  }
  return false;
}
