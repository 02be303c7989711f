import type { Construct } from 'constructs';
import { IstioResource } from './resource';
import { given, guarded } from '../../guard/guard';
import type { AuthorizationPolicyProps } from '../api/authorization-policy';
import authorizationRuleWriters, { type AuthorizationRule } from '../api/authorization-rule';
import { described } from '../api/kinds';

/**
 * Access control for workloads. CUSTOM policies are evaluated first, then DENY, then ALLOW; without any ALLOW policy, the remaining requests are
 * allowed. Without a selector, a policy applies to its namespace; in the root namespace, to the mesh.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 *
 * @example
 * declare const chart: Chart;
 * new mesh.istio.AuthorizationPolicy(chart, 'callers', {
 *   selector: { app: 'reviews' },
 *   action: mesh.istio.AuthorizationAction.ALLOW,
 *   rules: [{
 *     from: [{ principals: ['cluster.local/ns/shop/sa/productpage'] }],
 *     to: [{ methods: ['GET'] }],
 *   }],
 * });
 */
export class AuthorizationPolicy extends IstioResource {
  public constructor(scope: Construct, id: string, props: AuthorizationPolicyProps = {}) {
    super(scope, given('istio.AuthorizationPolicy', scope, id, props), described('AuthorizationPolicy', props));
  }

  /** Adds a rule. */
  public addRule(rule: AuthorizationRule): void {
    this._append('rules', (at) => authorizationRuleWriters.authorizationRule(rule, '', at));
  }
}
guarded(AuthorizationPolicy, 'istio.AuthorizationPolicy');
