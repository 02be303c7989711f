import type { Severity } from '../../../src/check/finding';

/** Objects, beside the shop of objects.ts, that a check speaks up for, and others, nearly the same, that it does not. */
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
