import { Values } from './kinds';

/** What differs between minors beside their values: each a fact of the charts' templates. */
export interface Traits {
  /** Whether containers are told how many processors they may use (`GOMAXPROCS`); newer Go finds out by itself. */
  readonly goMaxProcs: boolean;
  /** Kinds of Gateway API's experimental group whose status istiod writes. */
  readonly experimentalStatuses: readonly string[];
}

const TRAITS = Symbol('traits of a minor');

/** Resolved values, which know the minor that they are of. */
export function withTraits(values: Values, traits: Traits): Values {
  return Object.assign(values, { [TRAITS]: traits });
}

/** What is true of the minor that values are of. */
export function traitsOf(values: Values): Traits {
  const traits = (values as any)[TRAITS] as Traits | undefined;
  if (!traits) throw new Error('Values: they have no minor version; call resolve() first');
  return traits;
}
