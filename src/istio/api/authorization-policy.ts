import authorizationRuleWriters, { type AuthorizationRule } from './authorization-rule';
import type { PolicyProps } from './policy-props';
import providerWriters, { type IExtensionProvider } from './provider';
import targetFields from './target-ref';
import { atMost, constant, list, refuse, struct } from '../write/json';

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

const authorizationPolicySpec = struct<AuthorizationPolicyProps>((p, at) => {
  atMost(p.rules, 512, at, 'rules');
  if ((p.action === 'CUSTOM') !== (p.provider !== undefined)) {
    refuse(at, p.provider ? `provider has no effect with action ${p.action ?? 'ALLOW'}; remove it, or set action CUSTOM` : 'action CUSTOM needs a provider; set provider');
  }
  return {
    ...targetFields(p, at),
    action: constant(p.action, at, 'action'),
    rules: list(p.rules, at, 'rules', authorizationRuleWriters.authorizationRule),
    provider: providerWriters.providerRef(p.provider, at, 'provider'),
  };
});

export default authorizationPolicySpec;
