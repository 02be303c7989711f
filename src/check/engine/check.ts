import type { Precedence } from './precedence';
import type { Item } from '../../world/item';
import type { World } from '../../world/world';
import { CheckLayer, Severity } from '../finding';

/** A problem that a check found in one object. */
export interface Found {
  /** JSON pointer into the object; omitted for the object as a whole */
  readonly pointer?: string;
  /** the problem, with the value, and its effect at run time */
  readonly message: string;
  readonly fix: string;
  /** the severity; the check's severity if omitted */
  readonly severity?: Severity;
  /** codes of other tools that would report this very case; those of the check if omitted */
  readonly aliases?: readonly string[];
  readonly related?: readonly (Item | { readonly item: Item; readonly pointer?: string })[];
}
export type Report = (item: Item, found: Found) => void;

/** One check: a code, its documentation, and a pure function of a world. */
export interface Check extends Precedence {
  readonly code: string;
  /** the problem in a few words, for the table of all checks */
  readonly title: string;
  /** codes of other tools for the same problem */
  readonly aliases: readonly string[];
  /** the usual severity; that of a finding may differ if the world is open */
  readonly severity: Severity;
  /** why it is a problem: what happens at run time, and what to do. A paragraph of Markdown */
  readonly explanation: string;
  /** first Istio version that it applies to, `MAJOR.MINOR` */
  readonly since?: string;
  /** first Istio version that it no longer applies to */
  readonly until?: string;
  /** checks one world */
  readonly run?: (world: World, report: Report) => void;
  /** checks all clusters together */
  readonly runFleet?: (worlds: readonly World[], report: Report) => void;
}

/** A problem found by a layer that looks at one object: by the rules of the CRD or of the admission webhook. */
export interface Problem {
  readonly pointer: string;
  readonly message: string;
  readonly fix: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly code: string;
  readonly aliases?: readonly string[];
}
/** Checks each object by itself. */
export interface ObjectLayer {
  readonly layer: CheckLayer.SCHEMA | CheckLayer.ADMISSION;
  readonly validate: (item: Item, world: World) => readonly Problem[];
  /** The precedence of its findings over those of other checks, by code. */
  readonly precedence: Readonly<Record<string, Precedence>>;
}

/** Joins parts into a JSON pointer. */
export const pointer = (...parts: readonly (string | number)[]): string =>
  parts.map((p) => `/${typeof p === 'number' ? p : p.replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');

/** The severity of something unknown: an error if the world is complete, otherwise information. */
export const unknownIn = (world: World, namespace: string): Severity => (world.closed(namespace) ? Severity.ERROR : Severity.INFO);
export const knownOnlyIf = (closed: boolean): string => (closed ? '' : ' in the checked objects');
