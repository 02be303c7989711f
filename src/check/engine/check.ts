import type { Precedence } from './precedence';
import type { Item } from '../../world/item';
import type { World } from '../../world/world';
import { CheckLayer, Severity } from '../finding';

/** What a check says of one object. */
export interface Found {
  /** JSON pointer into the object; the object as a whole when left out */
  readonly pointer?: string;
  /** what is wrong, with the value, and what happens at run time because of it */
  readonly message: string;
  readonly fix: string;
  /** the check's own when left out */
  readonly severity?: Severity;
  /** the peers that would say the same of this very case; the check's own when left out */
  readonly aliases?: readonly string[];
  readonly related?: readonly (Item | { readonly item: Item; readonly pointer?: string })[];
}
export type Report = (item: Item, found: Found) => void;

/** One check: a code, what it stands for, and a pure function of a world. */
export interface Check extends Precedence {
  readonly code: string;
  /** what is wrong, in a few words, for the table of all checks */
  readonly title: string;
  /** codes of the peers that it answers to */
  readonly aliases: readonly string[];
  /** the usual severity; a finding may differ where the world is open */
  readonly severity: Severity;
  /** why it is a problem: what happens at run time, and what to do. A paragraph of Markdown */
  readonly explanation: string;
  /** first version of Istio that it holds for, `MAJOR.MINOR` */
  readonly since?: string;
  /** first version of Istio that it no longer holds for */
  readonly until?: string;
  /** looks at one world */
  readonly run?: (world: World, report: Report) => void;
  /** looks at all clusters together */
  readonly runFleet?: (worlds: readonly World[], report: Report) => void;
}

/** A problem that a single-object layer sees: the custom resource definition's rules, or the admission webhook's. */
export interface Problem {
  readonly pointer: string;
  readonly message: string;
  readonly fix: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly code: string;
  readonly aliases?: readonly string[];
}
/** Looks at one object alone. */
export interface ObjectLayer {
  readonly layer: CheckLayer.SCHEMA | CheckLayer.ADMISSION;
  readonly validate: (item: Item, world: World) => readonly Problem[];
  /** How its findings stand beside others, by code. */
  readonly precedence: Readonly<Record<string, Precedence>>;
}

/** A JSON pointer from its parts. */
export const pointer = (...parts: readonly (string | number)[]): string =>
  parts.map((p) => `/${typeof p === 'number' ? p : p.replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');

/** What is unknown is an error where the world is complete, and elsewhere merely worth knowing. */
export const unknownIn = (world: World, namespace: string): Severity => (world.closed(namespace) ? Severity.ERROR : Severity.INFO);
export const knownOnlyIf = (closed: boolean): string => (closed ? '' : ' in the checked objects');
