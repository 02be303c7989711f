import type { Cell } from './cell';
import type { MeshFeature } from '../feature';
import { type Chapter, CHAPTERS } from '../features';

/** The support of every feature by one plane. */
export interface PlaneTable {
  /** Name of the plane, in errors and in the plane itself. */
  readonly name: string;
  /** The heading of its column in docs/planes.md; no column if undefined. */
  readonly title?: string;
  readonly cells: Readonly<Record<MeshFeature, Cell>>;
  /** The specifications that the cells are based on. */
  readonly sources: Sources;
  /** Names of tables for some of the plane's pods only. Their differences are acknowledged together with the plane's own. */
  readonly parts?: readonly string[];
}

export type Sources = Readonly<Record<Chapter, readonly string[]>>;

/** The specifications, which are the same for each chapter. */
export function inEveryChapter(...sources: readonly string[]): Sources {
  return Object.fromEntries(Object.keys(CHAPTERS).map((chapter) => [chapter, sources])) as unknown as Sources;
}
