import type { Severity } from '../../../src/check/finding';

/** Objects, beside the shop of objects.ts, that a check has a finding for, and the same with the fix carried out, of which no check has any but information. */
export interface Case {
  readonly code: string;
  readonly bad: readonly Record<string, any>[];
  readonly good: readonly Record<string, any>[];
  /** options of the world */
  readonly world?: Record<string, any>;
  /** without the shop */
  readonly bare?: boolean;
  /** the severity of each finding of the bad objects, where it is not the one that the check is documented with */
  readonly severity?: readonly `${Severity}`[];
}
