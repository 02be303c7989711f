import { isDeepStrictEqual } from 'util';
import { dump } from 'js-yaml';

/** A file of an example. */
export interface ExampleFile {
  readonly name: string;
  readonly text: string;
}

/** A rule by example: objects that it has a finding for, that finding as `check` prints it, and the objects with the fix carried out. */
export interface Example {
  readonly bad: readonly ExampleFile[];
  readonly finding: string;
  readonly good: readonly ExampleFile[];
  /** How they are checked, as a sentence; undefined where the files alone are. */
  readonly how?: string;
}

type Objects = ReadonlyArray<Record<string, any>>;

/** The file of an example that has one only. */
export const FILE = 'example.yaml';

/** Objects as a file. */
export const yaml = (objects: Objects): string => objects.map((o) => dump(o, { lineWidth: 140, noRefs: true, skipInvalid: true })).join('---\n');

/** What is in one list of objects and not in the other; all of it, where nothing is. */
export function differing(objects: Objects, others: Objects): Objects {
  const own = objects.filter((o) => !others.some((other) => isDeepStrictEqual(o, other)));
  return own.length > 0 ? own : objects;
}
