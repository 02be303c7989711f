import type { Source } from '../../compiled/form';

/** The result for one request of a test. */
export interface TracedRequest {
  /** the request as written */
  readonly text: string;
  /** why it fails; empty if it passes */
  readonly failures: readonly string[];
  /** remarks, where another tool would report something else */
  readonly notes: readonly string[];
  /** the whole answer, for people */
  readonly trace: () => string;
  /** routes that the request matched */
  readonly met: readonly Source[];
}

/** The result of one test. */
export interface Verdict {
  readonly name: string;
  /** `file:line` */
  readonly place: string;
  readonly asked: readonly TracedRequest[];
}

export const failed = (v: Verdict): boolean => v.asked.some((a) => a.failures.length > 0);
