import type { Construct } from 'constructs';
import type { AuthorizationRule } from './authorization-rule';
import type { PolicyProps } from './policy-props';
import type { IExtensionProvider } from './provider';
import { authorizationRule } from './render/authorization-rule';
import { described } from './render/kinds';
import { IstioResource } from './resource';
import { given, guarded } from '../guard/guard';

/** What happens to requests that match a rule. */
export enum AuthorizationAction {
  /** Allow. As soon as one ALLOW policy applies to a workload, requests that match none of them are denied. */
  ALLOW = 'ALLOW',

  /** Deny, regardless of ALLOW policies. */
  DENY = 'DENY',

  /** Mark the request for auditing, without allowing or denying it. */
  AUDIT = 'AUDIT',

  /** Delegate to an external authorizer, before DENY and ALLOW policies are evaluated. */
  CUSTOM = 'CUSTOM',
}

/** Properties of `AuthorizationPolicy`. */
export interface AuthorizationPolicyProps extends PolicyProps {
  /**
   * What happens to requests that match a rule.
   *
   * @default AuthorizationAction.ALLOW
   */
  readonly action?: AuthorizationAction;

  /**
   * The rules; `addRule` adds more. Without rules, an ALLOW policy denies everything and other policies have no effect.
   *
   * @default - none
   */
  readonly rules?: AuthorizationRule[];

  /**
   * The external authorizer for action CUSTOM; an extension provider of the mesh config.
   *
   * @default - none
   */
  readonly provider?: IExtensionProvider;
}

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
    this._append('rules', (at) => authorizationRule(rule, '', at));
  }
}
guarded(AuthorizationPolicy, 'istio.AuthorizationPolicy');
