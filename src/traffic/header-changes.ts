import * as names from '../grammar/names';
import type { HeaderChangeModel } from '../model/route';

/** Changes to the headers of a request or a response. */
export interface HeaderChanges {
  /**
   * Headers to set, replacing existing values. Values may contain Envoy's command operators, such as `%REQ(:path)%`.
   *
   * @default - none
   */
  readonly set?: { readonly [name: string]: string };
  /**
   * Headers to add.
   *
   * @default - none
   */
  readonly add?: { readonly [name: string]: string };
  /**
   * Headers to remove.
   *
   * @default - none
   */
  readonly remove?: string[];
}

/**
 * The model of header changes; undefined when nothing changes.
 *
 * @internal
 */
export function headerChanges(changes: HeaderChanges | undefined): HeaderChangeModel | undefined {
  if (!changes) {
    return undefined;
  }
  const result: HeaderChangeModel = { set: named(changes.set), add: named(changes.add), remove: changes.remove?.map(name) };
  return Object.values(result).some((v) => v !== undefined) ? result : undefined;
}

function named(headers: { readonly [name: string]: string } | undefined): { readonly [name: string]: string } | undefined {
  return headers && Object.keys(headers).length > 0 ? Object.fromEntries(Object.entries(headers).map(([k, v]) => [name(k), v])) : undefined;
}

function name(value: string): string {
  if (value.toLowerCase() === 'host' || value.startsWith(':')) {
    throw new Error(`HeaderChanges: '${value}' is the authority of the request; set the authority of a rewrite instead`);
  }
  return names.headerName('HeaderChanges: a header', value);
}
