import type { HeaderOperations, HttpHeaders } from '../http-headers';
import { anyText, headerName } from './check';
import { list, map, struct } from './json';

export const headerOperations = struct<HeaderOperations>((p, at) => {
  for (const key of [...Object.keys(p.set ?? {}), ...Object.keys(p.add ?? {})]) {
    headerName(key, at, 'a header');
  }
  return {
    set: map(p.set, at, 'set', anyText),
    add: map(p.add, at, 'add', anyText),
    remove: list(p.remove, at, 'remove', headerName),
  };
});

export const httpHeaders = struct<HttpHeaders>((p, at) => ({
  request: headerOperations(p.request, at, 'request'),
  response: headerOperations(p.response, at, 'response'),
}));
