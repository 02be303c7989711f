import { push } from '../../../world/collect';
import type { Item } from '../../../world/item';
import type { Pod } from '../../../world/pods';
import { matchesSelector } from '../../../world/selector';
import { arr, intOrString, num, obj, read, str } from '../../../world/shape';
import { labelSelector } from '../../../world/shapes/core';
import type { World } from '../../../world/world';

const port = obj({ port: intOrString, endPort: num, protocol: str });
const peer = obj({ podSelector: labelSelector, namespaceSelector: labelSelector, ipBlock: obj({ cidr: str, except: arr(str) }) });
export const networkPolicyShape = obj({
  podSelector: labelSelector, policyTypes: arr(str), ingress: arr(obj({ from: arr(peer), ports: arr(port) })), egress: arr(obj({ to: arr(peer), ports: arr(port) })),
});
type Peer = NonNullable<ReturnType<typeof peer.clean>>;
type Port = NonNullable<ReturnType<typeof port.clean>>;

/** A rule of a NetworkPolicy: the peers that it allows, on which ports. Without peers or ports, it allows all of them. */
export interface NetworkRule { readonly policy: Item; readonly at: string; readonly peers: readonly Peer[]; readonly ports: readonly Port[] }
export type Direction = 'ingress' | 'egress';

/** The rules for each pod that a NetworkPolicy isolates, in one direction. */
export const isolated = (world: World, direction: Direction): ReadonlyMap<Pod, readonly NetworkRule[]> => world.once(`isolated ${direction}`, () => {
  const out = new Map<Pod, NetworkRule[]>();
  for (const policy of world.ofKind('networking.k8s.io', 'NetworkPolicy')) {
    const spec = read(networkPolicyShape, policy.object.spec ?? {});
    const types = spec.policyTypes ?? ['Ingress', ...(spec.egress ? ['Egress'] : [])];
    if (!types.includes(direction === 'ingress' ? 'Ingress' : 'Egress')) continue;
    const rules = (direction === 'ingress' ? spec.ingress ?? [] : spec.egress ?? []).map((rule, i): NetworkRule => ({
      policy, at: `/spec/${direction}/${i}`, peers: ('from' in rule ? rule.from : 'to' in rule ? rule.to : undefined) ?? [], ports: rule.ports ?? [],
    }));
    for (const pod of world.pods(spec.podSelector?.matchLabels, policy.namespace)) {
      if (!matchesSelector(spec.podSelector, pod.labels)) continue;
      if (!out.has(pod)) out.set(pod, []);
      for (const rule of rules) push(out, pod, rule);
    }
  }
  return out;
});

/** Whether a rule allows a TCP port; a port name refers to a port of the destination pod. */
export const forPort = (rule: NetworkRule, number: number, of?: Pod): boolean => !rule.ports.length || rule.ports.some((p) => {
  if ((p.protocol ?? 'TCP') !== 'TCP') return false;
  if (p.port === undefined) return true;
  if (typeof p.port === 'string') return of?.spec.containers?.some((c) => c.ports?.some((x) => x.name === p.port && x.containerPort === number)) === true;
  return p.endPort === undefined ? p.port === number : p.port <= number && number <= p.endPort;
});

/** Whether a rule allows TCP ports at all. */
export const forTcp = (rule: NetworkRule): boolean => !rule.ports.length || rule.ports.some((p) => (p.protocol ?? 'TCP') === 'TCP');

/** Whether a rule allows a pod as peer. */
export const forPod = (world: World, rule: NetworkRule, pod: Pod): boolean => !rule.peers.length || rule.peers.some(({ ipBlock, namespaceSelector, podSelector }) => {
  if (ipBlock) return false; // pod addresses are not known
  if (podSelector && !matchesSelector(podSelector, pod.labels)) return false;
  if (!namespaceSelector) return podSelector !== undefined && pod.namespace === rule.policy.namespace;
  return matchesSelector(namespaceSelector, { 'kubernetes.io/metadata.name': pod.namespace, ...world.namespace(pod.namespace)?.labels });
});

/** Whether a rule allows an IPv4 address. */
export const forAddress = (rule: NetworkRule, address: string): boolean => !rule.peers.length || rule.peers.some(({ ipBlock }) =>
  ipBlock?.cidr !== undefined && within(address, ipBlock.cidr) && !ipBlock.except?.some((e) => within(address, e)));

const bits = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
function within(address: string, cidr: string): boolean {
  const [network, length] = cidr.split('/');
  if (!/^\d+(\.\d+){3}$/.test(network) || !/^\d+$/.test(length ?? '')) return false;
  const size = 2 ** (32 - Number(length));
  return Math.floor(bits(address) / size) === Math.floor(bits(network) / size);
}
