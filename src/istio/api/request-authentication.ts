import type { JwtRule } from './jwt-rule';
import type { PolicyProps } from './policy-props';
import targetFields from './target-ref';
import { list, struct, value } from '../write/json';

/** Properties of `RequestAuthentication`. */
export interface RequestAuthenticationProps extends PolicyProps {
  /**
   * The JWT rules; `addJwtRule` adds more.
   *
   * @default - none
   */
  readonly jwtRules?: JwtRule[];
}

const requestAuthenticationSpec = struct<RequestAuthenticationProps>((p, at) => {
  return {
    ...targetFields(p, at),
    jwtRules: list(p.jwtRules, at, 'jwtRules', value),
  };
});

export default requestAuthenticationSpec;
