import type { Cell } from './cell';
import type { MeshFeature } from '../feature';
import { type Chapter, CHAPTERS } from '../features';

/** What one plane makes of every feature. */
export interface PlaneTable {
  /** The name by which errors and the plane itself refer to it. */
  readonly name: string;
  /** The heading of its column in docs/planes.md. A table without one has no column there. */
  readonly title?: string;
  readonly cells: Readonly<Record<MeshFeature, Cell>>;
  /** The specifications that the cells were read from. */
  readonly sources: Sources;
  /** Names of tables that hold for some pods of the plane only. Their differences are acknowledged together with the plane's own. */
  readonly parts?: readonly string[];
}

export type Sources = Readonly<Record<Chapter, readonly string[]>>;

/** The same specifications for each chapter. */
export function inEveryChapter(...sources: readonly string[]): Sources {
  return Object.fromEntries(Object.keys(CHAPTERS).map((chapter) => [chapter, sources])) as unknown as Sources;
}
