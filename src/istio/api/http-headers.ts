import { anyText, headerName } from '../write/check';
import { list, map, struct } from '../write/json';

/** Changes to headers; names are case-insensitive. */
export interface HeaderOperations {
  /**
   * Headers to overwrite; values can contain Envoy's `%…%` operators.
   *
   * @default - none
   */
  readonly set?: { [key: string]: string };

  /**
   * Headers to append these values to.
   *
   * @default - none
   */
  readonly add?: { [key: string]: string };

  /**
   * Headers to remove.
   *
   * @default - none
   */
  readonly remove?: string[];
}

/** Changes to the headers of requests and of responses. */
export interface HttpHeaders {
  /**
   * Changes before the request goes to the destination.
   *
   * @default - none
   */
  readonly request?: HeaderOperations;

  /**
   * Changes before the response goes to the caller.
   *
   * @default - none
   */
  readonly response?: HeaderOperations;
}

const headerOperations = struct<HeaderOperations>((p, at) => {
  for (const key of [...Object.keys(p.set ?? {}), ...Object.keys(p.add ?? {})]) {
    headerName(key, at, 'a header');
  }
  return {
    set: map(p.set, at, 'set', anyText),
    add: map(p.add, at, 'add', anyText),
    remove: list(p.remove, at, 'remove', headerName),
  };
});

const httpHeaders = struct<HttpHeaders>((p, at) => ({
  request: headerOperations(p.request, at, 'request'),
  response: headerOperations(p.response, at, 'response'),
}));

export default httpHeaders;
