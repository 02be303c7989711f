import type { Assumption, ProxyClass } from './form';
import type { Item } from '../world/item';
import { matchesSelector } from '../world/selector';
import type { LabelSelector } from '../world/shapes/core';
import type { World } from '../world/world';

interface NetworkPolicySpec {
  readonly podSelector?: LabelSelector;
  readonly policyTypes?: readonly string[];
  readonly egress?: readonly unknown[];
}
export type Direction = 'Ingress' | 'Egress';

/** Names the NetworkPolicies that select workloads in a direction: the CNI plugin evaluates them, and the compiler does not. */
export function networkAssumptions(world: World, workloads: readonly ProxyClass[], ...directions: readonly Direction[]): Assumption[] {
  const policies = world.ofKind('networking.k8s.io', 'NetworkPolicy').filter((policy) => directions.some((d) => restricts(policy, d)) && workloads.some((w) => selects(policy, w)));
  if (!policies.length) return [];
  const names = policies.map((p) => `${p.namespace}/${p.name}`).join(', ');
  return [{ kind: 'network-policy', text: `the network lets the connection pass, since NetworkPolicies are not evaluated (NetworkPolicy ${names})` }];
}

function restricts(policy: Item, direction: Direction): boolean {
  const { policyTypes, egress } = specOf(policy);
  return Array.isArray(policyTypes) ? policyTypes.includes(direction) : direction === 'Ingress' || egress !== undefined;
}

const selects = (policy: Item, { namespace, labels }: ProxyClass): boolean => policy.namespace === namespace && matchesSelector(specOf(policy).podSelector, labels);
const specOf = (policy: Item): NetworkPolicySpec => (policy.object.spec ?? {}) as NetworkPolicySpec;
