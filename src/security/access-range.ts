import { unmappedRange } from '../grammar/ip';
import * as names from '../grammar/names';

/**
 * An address or range of peers, in the form in which proxies see them.
 *
 * @internal
 */
export function peerRange(what: string, range: string): string {
  names.addressRange(what, range);
  const use = unmappedRange(range);
  if (use !== undefined) {
    throw new Error(`${what} must be in its IPv4 form, which is what proxies see, got: '${range}'; use '${use}'`);
  }
  return range;
}
