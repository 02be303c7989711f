import type { Construct } from 'constructs';
import { IstioResource } from './resource';
import { given, guarded } from '../../guard/guard';
import type { JwtRule } from '../api/jwt-rule';
import { described } from '../api/kinds';
import type { RequestAuthenticationProps } from '../api/request-authentication';
import { value } from '../write/json';

/**
 * The tokens (JWT) that workloads accept. Invalid tokens are rejected; to reject requests without a token, add an AuthorizationPolicy.
 *
 * @see https://istio.io/latest/docs/reference/config/security/request_authentication/
 *
 * @example
 * declare const chart: Chart;
 * new mesh.istio.RequestAuthentication(chart, 'jwt', {
 *   selector: { app: 'shop' },
 *   jwtRules: [mesh.istio.JwtRule.remote('https://id.example.com', 'https://id.example.com/jwks.json')],
 * });
 */
export class RequestAuthentication extends IstioResource {
  public constructor(scope: Construct, id: string, props: RequestAuthenticationProps = {}) {
    super(scope, given('istio.RequestAuthentication', scope, id, props), described('RequestAuthentication', props));
  }

  /** Adds a JWT rule. */
  public addJwtRule(rule: JwtRule): void {
    this._append('jwtRules', (at) => value(rule, '', at));
  }
}
guarded(RequestAuthentication, 'istio.RequestAuthentication');
