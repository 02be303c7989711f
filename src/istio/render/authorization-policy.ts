import type { AuthorizationPolicyProps } from '../authorization-policy';
import { authorizationRule } from './authorization-rule';
import { atMost, constant, list, refuse, struct } from './json';
import { providerRef } from './provider';
import { target } from './target-ref';

export const authorizationPolicySpec = struct<AuthorizationPolicyProps>((p, at) => {
  atMost(p.rules, 512, at, 'rules');
  if ((p.action === 'CUSTOM') !== (p.provider !== undefined)) {
    refuse(at, p.provider ? `provider has no effect with action ${p.action ?? 'ALLOW'}; remove it, or set action CUSTOM` : 'action CUSTOM needs a provider; set provider');
  }
  return {
    ...target(p, at),
    action: constant(p.action, at, 'action'),
    rules: list(p.rules, at, 'rules', authorizationRule),
    provider: providerRef(p.provider, at, 'provider'),
  };
});
