import type { Construct } from 'constructs';
import type { AuthorizationRule } from './authorization-rule';
import type { PolicyProps } from './policy-props';
import type { IExtensionProvider } from './provider';
import { authorizationRule } from './render/authorization-rule';
import { described } from './render/kinds';
import { IstioResource } from './resource';

/** What happens to a request that a rule is about. */
export enum AuthorizationAction {
  /** It is let through; what no ALLOW policy lets through is refused, where there is one. */
  ALLOW = 'ALLOW',

  /** It is refused, whatever ALLOW policies say. */
  DENY = 'DENY',

  /** It is marked for auditing, and neither let through nor refused. */
  AUDIT = 'AUDIT',

  /** An external authorizer decides, before DENY and ALLOW. */
  CUSTOM = 'CUSTOM',
}

/** Properties of `AuthorizationPolicy`. */
export interface AuthorizationPolicyProps extends PolicyProps {
  /**
   * What happens to a request that a rule is about.
   *
   * @default AuthorizationAction.ALLOW
   */
  readonly action?: AuthorizationAction;

  /**
   * The rules; `addRule` adds more; without any, an ALLOW policy refuses everything and others do nothing.
   *
   * @default - none
   */
  readonly rules?: AuthorizationRule[];

  /**
   * The external authorizer, with the action CUSTOM; an extension provider of the mesh config.
   *
   * @default - none
   */
  readonly provider?: IExtensionProvider;
}

/**
 * Who may do what at workloads. CUSTOM policies are asked first, then DENY, then ALLOW; without any ALLOW policy, all that is left is let
 * through. One without a selector holds for its namespace, in the root namespace for the mesh.
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
    super(scope, id, described('AuthorizationPolicy', props));
  }

  /** Adds a rule. */
  public addRule(rule: AuthorizationRule): void {
    this._append('rules', (at) => authorizationRule(rule, '', at));
  }
}
