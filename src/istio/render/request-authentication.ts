import type { RequestAuthenticationProps } from '../request-authentication';
import { list, struct, value } from './json';
import { target } from './target-ref';

export const requestAuthenticationSpec = struct<RequestAuthenticationProps>((p, at) => {
  return {
    ...target(p, at),
    jwtRules: list(p.jwtRules, at, 'jwtRules', value),
  };
});
