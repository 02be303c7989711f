import type { BehindOf } from '../compiled/evaluate/journey';
import type { CompiledProxy } from '../compiled/form';

/** The sender of requests: its proxy, and the endpoints of the clusters that the proxy knows. */
export interface Caller {
  readonly proxy: CompiledProxy;
  readonly behindOf: BehindOf;
}
