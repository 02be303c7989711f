import type { BehindOf } from '../compiled/evaluate/journey';
import type { CompiledProxy } from '../compiled/form';

/** Who sends requests: its proxy, and what is behind the clusters that the proxy knows. */
export interface Caller {
  readonly proxy: CompiledProxy;
  readonly behindOf: BehindOf;
}
