import { isDeepStrictEqual } from 'node:util';
import { askReader } from './readers';
import { parseManifests } from '../../src/check/files/yaml';
import { readWhole, readYaml } from '../../src/grammar/yaml';

/** Texts that our parser rejects although Kubernetes accepts them, each with the reason. Everything else must be parsed alike. */
export const REFUSALS: readonly { readonly says: RegExp; readonly because: string }[] = [
  { says: /occurs twice/, because: 'Kubernetes takes one value of a repeated key and drops the other' },
  { says: /is not applied: kubectl drops it/, because: 'what follows the first value of a document is lost' },
  { says: /is a line break to Kubernetes/, because: 'a reviewer reads something else' },
  { says: /a byte order mark inside the file/, because: 'its meaning depends on where the buffer of the reader ends' },
  { says: /as a key may be read in several ways/, because: 'the key depends on how a number of 32 bits is written' },
  { says: /nested too deeply, more than/, because: 'what reads the value later counts on less than 10,000 levels' },
  { says: /half of a surrogate pair/, because: 'Kubernetes replaces it' },
  { says: /is not allowed in YAML/, because: 'Kubernetes may stop before it, in what it drops' },
  { says: /a byte order mark follows JSON/, because: 'Kubernetes reads on from there in some cases' },
  { says: /is a number that JSON does not have/, because: 'Kubernetes drops it where its key occurs twice' },
  { says: /not base64 of a text/, because: 'bytes that are no text' },
];

/** Our parser's result for a file: the objects, or why it rejects it. */
function ofFile(text: string): { values: unknown[] } | { refused: string } {
  let refused: string | undefined;
  const manifests = parseManifests('a.yaml', text, undefined, (e) => { refused ??= e.message; });
  const odd = manifests.find(({ object }) => !isObject(object as { kind?: unknown; apiVersion?: unknown } | null));
  if (odd) refused ??= 'no Kubernetes object';
  return refused === undefined ? { values: manifests.map((m) => m.object) } : { refused };
}

/** The run of the checks refuses what has no kind; kubectl does so while it reads. */
const isObject = (object: { kind?: unknown; apiVersion?: unknown } | null): boolean =>
  typeof object === 'object' && typeof object?.kind === 'string' && object.kind !== '' && (typeof object.apiVersion !== 'string' || object.apiVersion.split('/').length < 3);

function ofValue(text: string): { values: unknown[] } | { refused: string } {
  try {
    const whole = readWhole(text);
    const fast = readYaml(text);
    if (!isDeepStrictEqual(plain(whole), plain(fast))) return { values: ['the fast reader and the whole one differ', plain(whole), plain(fast)] };
    return { values: [whole] };
  } catch (e) {
    return { refused: (e as Error).message };
  }
}

/** As JSON carries it: -0 is 0. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

export interface Difference { readonly text: string; readonly ours: string; readonly theirs: string }
export interface Reading { readonly read: number; readonly refused: number; readonly differences: readonly Difference[]; readonly listed: Readonly<Record<string, number>> }

/**
 * Parses texts with our parser and with Kubernetes', and returns the differences.
 * @param asked the input for Kubernetes' parser, if it differs
 */
export async function compareReaders(program: string, mode: 's' | 'v', texts: readonly string[], asked = texts): Promise<Reading> {
  const answers = await askReader(program, mode, asked);
  const differences: Difference[] = [];
  const listed: Record<string, number> = {};
  let [read, refused] = [0, 0];
  texts.forEach((text, i) => {
    const { values: theirs, error } = answers[i];
    const ours = mode === 's' ? ofFile(text) : ofValue(text);
    if (error !== undefined) {
      refused++;
      if (!('refused' in ours)) differences.push({ text, ours: JSON.stringify(ours.values), theirs: error });
    } else if ('refused' in ours) {
      const why = REFUSALS.find((r) => r.says.test(ours.refused));
      if (why) listed[why.because] = (listed[why.because] ?? 0) + 1; else differences.push({ text, ours: ours.refused, theirs: JSON.stringify(theirs) });
    } else {
      read++;
      if (!isDeepStrictEqual(plain(ours.values), plain(theirs ?? []))) differences.push({ text, ours: JSON.stringify(ours.values), theirs: JSON.stringify(theirs) });
    }
  });
  return { read, refused, differences, listed };
}
