import type { Finding } from '../finding';

/** How a finding of a check stands beside others of the same object that tell the same mistake. */
export interface Precedence {
  /** Codes that tell the same mistake more precisely: beside one of them at its place a finding is left out. */
  readonly yieldsTo?: readonly string[];
  /** Whether another finding tells the same mistake more precisely, where code and place alone do not decide. `place` is what the other is about. */
  readonly yieldsIf?: (own: Finding, other: Finding, place: string) => boolean;
  /** Whether it reads a value, by its path from the place of the finding: where a layer refuses that value, the finding is about what is not there. */
  readonly reads?: (path: string, own: Finding) => boolean;
  /** It tells why a value is refused, so it stays beside the refusal of a layer. */
  readonly explains?: boolean;
  /** Of a layer: it refuses a value by itself, whatever else is said of the same value. */
  readonly refusesValue?: boolean;
  /** Of a layer: with a value it refuses all that is in it. */
  readonly refusesContent?: boolean;
  /** What a finding is about, where that is not its pointer. */
  readonly place?: (own: Finding) => string;
}

export type Precedences = (code: string) => Precedence;
