import { type Direction, forPod, forPort, forTcp, isolated, type NetworkRule } from './_network-policies';
import { anyAmbient } from './_waypoints';
import type { Pod } from '../../../world/pods';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { inAmbient } from '../workload/_in-mesh';

/** The port to which ztunnels send tunnelled connections. */
const HBONE = 15008;
const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];

const ambientPods = (world: World): readonly Pod[] => world.once(ambientPods, () => world.pods(undefined).filter((p) => !p.spec.hostNetwork && inAmbient(world, p)));

/** A rule that allows a pod in ambient mode on its own ports only, while no rule allows the tunnel between them. */
function blockedTunnel(world: World, pod: Pod, rules: readonly NetworkRule[], direction: Direction): { rule: NetworkRule; other?: Pod } | undefined {
  for (const rule of rules) {
    if (!forTcp(rule) || forPort(rule, HBONE)) continue;
    const others = ambientPods(world).filter((p) => p !== pod && forPod(world, rule, p));
    const other = others.find((p) => !rules.some((r) => forPort(r, HBONE) && forPod(world, r, p)));
    if (other) return { rule, other };
    // a rule for all peers, if no other peer is known
    if (!rule.peers.length && !others.length && direction === 'ingress' && !rules.some((r) => forPort(r, HBONE))) return { rule };
  }
  return undefined;
}

export const networkPolicyHbone: Check = {
  code: 'MESH681',
  title: 'NetworkPolicy that blocks ambient traffic',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'In ambient mode the node proxies (ztunnel) carry connections between pods through a tunnel (HBONE) to TCP port 15008 of the pod, whatever the port of the application. If a NetworkPolicy admits the application\'s port but not 15008, every call from the mesh times out, '
    + 'and ztunnel logs “maybe a NetworkPolicy is blocking HBONE port 15008”. The same applies to egress.',
  run(world, report) {
    if (!anyAmbient(world)) return;
    const reported = new Set<string>();
    for (const direction of DIRECTIONS) {
      for (const [pod, rules] of isolated(world, direction)) {
        if (pod.spec.hostNetwork || !inAmbient(world, pod)) continue;
        const found = blockedTunnel(world, pod, rules, direction);
        if (!found) continue;
        const { rule, other } = found;
        const key = `${rule.policy.order} ${rule.at}`;
        if (reported.has(key)) continue;
        reported.add(key);
        const name = (p: Pod) => `${p.item.kind} ${p.namespace}/${p.name}`;
        const who = other ? name(other) : 'pods in ambient mode';
        report(rule.policy, {
          pointer: `${rule.at}/ports`,
          severity: other && world.closed(rule.policy.namespace) ? Severity.ERROR : Severity.WARNING,
          message: `${name(pod)} is in ambient mode, and TCP port ${HBONE}, through which its connections are tunnelled, is not allowed ${direction === 'ingress' ? 'from' : 'to'} ${who}: calls ${direction === 'ingress' ? 'from there' : 'that go there'} time out`,
          fix: `add { port: ${HBONE}, protocol: TCP } to the ports of this rule`,
          related: [pod.item, ...(other ? [other.item] : [])],
        });
      }
    }
  },
};
