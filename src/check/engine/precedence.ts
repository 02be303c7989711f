import type { Finding } from '../finding';

/** The precedence of a check's finding over other findings about the same mistake. */
export interface Precedence {
  /** Codes that describe the same mistake more precisely: the finding is dropped if one of them is reported at its place. */
  readonly yieldsTo?: readonly string[];
  /** Whether another finding describes the same mistake more precisely, if code and place alone do not decide. `place` is what the other is about. */
  readonly yieldsIf?: (own: Finding, other: Finding, place: string) => boolean;
  /**
   * Whether the check reads a value, by the value's path from the place of the finding: if a layer rejects that value, the finding is about something that does
   * not exist.
   */
  readonly reads?: (path: string, own: Finding) => boolean;
  /** Explains why a value is rejected, so the finding is kept beside the rejection of a layer. */
  readonly explains?: boolean;
  /** Of a layer: it rejects a value by itself, whatever other findings say about that value. */
  readonly refusesValue?: boolean;
  /** For a finding of a layer: the layer rejects a value together with everything in it. */
  readonly refusesContent?: boolean;
  /** Of a layer: what is wrong with the value, a name or host, the keys of an object, or the type. It decides how placeholders are recognized. */
  readonly about?: 'name' | 'keys' | 'type';
  /** The place that a finding is about, if that is not its pointer. */
  readonly place?: (own: Finding) => string;
}

export type Precedences = (code: string) => Precedence;
