import type { AuthorizationPolicyProps } from '../authorization-policy';
import { authorizationRule } from './authorization-rule';
import { matchLabels } from './check';
import { atMost, atMostOne, constant, list, refuse, struct, value } from './json';
import { providerRef } from './provider';

export const authorizationPolicySpec = struct<AuthorizationPolicyProps>((p, at) => {
  atMostOne(p, at, 'selector', 'targetRefs');
  atMost(p.targetRefs, 16, at, 'targetRefs');
  atMost(p.rules, 512, at, 'rules');
  if ((p.action === 'CUSTOM') !== (p.provider !== undefined)) {
    refuse(at, p.provider ? 'a provider goes with the action CUSTOM alone' : 'the action CUSTOM needs a provider');
  }
  return {
    selector: matchLabels(p.selector, at, 'selector'),
    targetRefs: list(p.targetRefs, at, 'targetRefs', value),
    action: constant(p.action, at, 'action'),
    rules: list(p.rules, at, 'rules', authorizationRule),
    provider: providerRef(p.provider, at, 'provider'),
  };
});
