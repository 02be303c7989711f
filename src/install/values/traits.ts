import { Values } from './kinds';

/** Differences between minor versions in the templates of the charts. */
export interface Traits {
  /** Whether `GOMAXPROCS` is set on containers; newer Go versions detect it. */
  readonly goMaxProcs: boolean;
  /** Kinds of Gateway API's experimental channel whose status istiod writes. */
  readonly experimentalStatuses: readonly string[];
}

const TRAITS = Symbol('traits of a minor');

/** Attaches the traits of a minor version to resolved values. */
export function withTraits(values: Values, traits: Traits): Values {
  return Object.assign(values, { [TRAITS]: traits });
}

/** The traits of the minor version that the values belong to. */
export function traitsOf(values: Values): Traits {
  const traits = (values as any)[TRAITS] as Traits | undefined;
  if (!traits) throw new Error('Values: they have no minor version; call resolve() first');
  return traits;
}
