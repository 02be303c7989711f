import type { Source } from '../../compiled/form';

/** What was found about one request of a test. */
export interface AskedRequest {
  /** the request as it is written */
  readonly text: string;
  /** why it fails; none: it passes */
  readonly failures: readonly string[];
  /** beside the verdict: where another tool would say something else */
  readonly notes: readonly string[];
  /** the whole answer, for people */
  readonly trace: () => string;
  /** routes that the request met */
  readonly met: readonly Source[];
}

/** What was found about one test. */
export interface Verdict {
  readonly name: string;
  /** `file:line` */
  readonly place: string;
  readonly asked: readonly AskedRequest[];
}

export const failed = (v: Verdict): boolean => v.asked.some((a) => a.failures.length > 0);
