import type { CorsPolicy } from '../cors';
import { bool, duration, headerName, text } from './check';
import { constant, list, struct, value } from './json';

export const corsPolicy = struct<CorsPolicy>((p, at) => {
  for (const name of [...(p.allowHeaders ?? []), ...(p.exposeHeaders ?? [])]) {
    headerName(name, at, 'a header');
  }
  return {
    allowOrigins: list(p.allowOrigins, at, 'allowOrigins', value),
    allowMethods: list(p.allowMethods, at, 'allowMethods', text),
    allowHeaders: list(p.allowHeaders, at, 'allowHeaders', text),
    exposeHeaders: list(p.exposeHeaders, at, 'exposeHeaders', text),
    maxAge: duration(p.maxAge, at, 'maxAge'),
    allowCredentials: bool(p.allowCredentials, at, 'allowCredentials'),
    unmatchedPreflights: constant(p.unmatchedPreflights, at, 'unmatchedPreflights'),
  };
});
