import { isDeepStrictEqual } from 'util';
import { dump } from 'js-yaml';

/** A file of an example. */
export interface ExampleFile {
  readonly name: string;
  readonly text: string;
}

/** The example of a rule: objects with a finding, that finding as `check` prints it, and the objects with the fix applied. */
export interface Example {
  readonly bad: readonly ExampleFile[];
  readonly finding: string;
  readonly good: readonly ExampleFile[];
  /** How they are checked, as a sentence; undefined if only the files are needed. */
  readonly how?: string;
}

type Objects = ReadonlyArray<Record<string, any>>;

/** The file of an example that has one only. */
export const FILE = 'example.yaml';

/** Objects as a file. */
export const yaml = (objects: Objects): string => objects.map((o) => dump(o, { lineWidth: 140, noRefs: true, skipInvalid: true })).join('---\n');

/** The objects that are in only one of the lists; all of them if none is. */
export function differing(objects: Objects, others: Objects): Objects {
  const own = objects.filter((o) => !others.some((other) => isDeepStrictEqual(o, other)));
  return own.length > 0 ? own : objects;
}
