import type { Severity } from '../../../src/check/finding';

/** Objects, in addition to the shop in objects.ts, that cause a finding, and the same with the fix applied, without findings above information. */
export interface Case {
  readonly code: string;
  readonly bad: readonly Record<string, any>[];
  readonly good: readonly Record<string, any>[];
  /** options of the world */
  readonly world?: Record<string, any>;
  /** without the shop */
  readonly bare?: boolean;
  /** the severity of each finding for the bad objects, if it differs from the documented one */
  readonly severity?: readonly `${Severity}`[];
  /** the place of each finding for the bad objects, as JSON pointers */
  readonly pointers?: readonly string[];
}
