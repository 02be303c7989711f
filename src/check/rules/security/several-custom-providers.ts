import type { ItemOf } from '../../../world/item';
import type { World } from '../../../world/world';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { istiodEnv } from '../install/_istiod-env';

type Policy = ItemOf<'AuthorizationPolicy'>;

/** Policies that apply together, by what they apply to: a pod, or a target. */
function overlappingPolicies(world: World, policies: readonly Policy[]): ReadonlyMap<unknown, readonly Policy[]> {
  const out = new Map<unknown, Policy[]>();
  const addPolicy = (at: unknown, policy: Policy) => out.set(at, [...out.get(at) ?? [], policy]);
  for (const policy of policies) {
    const { targetRef, targetRefs = targetRef ? [targetRef] : [], selector } = policy.spec;
    if (targetRefs.length) for (const ref of targetRefs) addPolicy(`${policy.namespace} ${ref.kind ?? ''} ${ref.name ?? ''}`, policy);
    else for (const pod of world.selected(selector?.matchLabels, policy.namespace)) addPolicy(pod, policy);
  }
  return out;
}

export const severalCustomProviders: Check = {
  code: 'MESH435',
  title: 'several external authorizers for one workload',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A workload has one external authorizer. If CUSTOM policies with different providers apply to it, istiod turns the rules of all of them into denials: every request that any of them matches gets a 403, and no authorizer is called. '
    + '(`PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS` of istiod changes that, in versions that support it.)',
  run(world, report) {
    const custom = world.all('AuthorizationPolicy', 'provider').filter((p) => p.spec.action === 'CUSTOM' && p.spec.provider?.name);
    if (new Set(custom.map((p) => p.spec.provider!.name)).size < 2 || istiodEnv(world, 'PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS') === 'true') return;
    const reported = new Set<Policy>();
    for (const [at, policies] of overlappingPolicies(world, custom)) {
      const first = policies[0];
      for (const policy of policies) {
        if (policy.spec.provider!.name === first.spec.provider!.name || reported.has(policy)) continue;
        reported.add(policy);
        const pod = typeof at === 'object' ? at as { item: { kind: string }; namespace: string; name: string } : undefined;
        report(policy, {
          pointer: '/spec/provider/name',
          message: `${pod ? `${pod.item.kind} ${pod.namespace}/${pod.name}` : 'the target'} has provider ${policy.spec.provider!.name} from this policy and ${first.spec.provider!.name} from ${first.namespace}/${first.name}: istiod denies every request that either of them matches, and calls no authorizer`,
          fix: `use one provider in all CUSTOM policies of a workload (provider: { name: ${first.spec.provider!.name} }), and let that authorizer distinguish the paths`,
          related: [first],
        });
      }
    }
  },
};
