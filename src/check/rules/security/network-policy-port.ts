import { servicePort } from './_workload-port';
import { push } from '../../../world/collect';
import type { Item } from '../../../world/item';
import { containerPorts, containersOf, type Pod } from '../../../world/pods';
import type { World } from '../../../world/world';
import { type Check, type Report } from '../../engine/check';
import { nearName, orNear } from '../../engine/near';
import { Severity } from '../../finding';
import { type Direction, forPod, forPort, isolated, type NetworkRule } from '../ambient/_network-policies';
import { inAmbient } from '../workload/_in-mesh';

/** Ports of containers that an injector adds to the pods. */
const INJECTED = /^(http-envoy-prom|linkerd-)/;

export const networkPolicyPort: Check = {
  code: 'MESH450',
  title: 'NetworkPolicy with a port that its pods don\'t have',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The ports of a NetworkPolicy are those of the pods that receive the connections: the port number that a container listens on, or the name of a container port. The port of a Service is translated before a policy sees the connection, '
    + 'so a rule for a Service\'s port, or for a name that no container port has, admits nothing: connections time out.',
  run(world, report) {
    for (const direction of ['ingress', 'egress'] as const) {
      for (const [rule, pods] of podsByRule(world, direction)) judge(world, rule, direction, pods, report);
    }
  },
};

/** The pods that each rule isolates. */
function podsByRule(world: World, direction: Direction): ReadonlyMap<NetworkRule, readonly Pod[]> {
  const out = new Map<NetworkRule, Pod[]>();
  for (const [pod, rules] of isolated(world, direction)) for (const rule of rules) if (rule.ports.length) push(out, rule, pod);
  return out;
}

/** The pods that receive the connections of a rule; none if some of them are unknown. */
function receivers(world: World, rule: NetworkRule, direction: Direction, isolatedPods: readonly Pod[]): readonly Pod[] {
  if (direction === 'ingress') return isolatedPods;
  if (!rule.peers.length || rule.peers.some((peer) => peer.ipBlock)) return [];
  return world.pods(undefined).filter((pod) => forPod(world, rule, pod));
}

/** Whether the ports of a pod are known, and those of its connections are the application's. */
const known = (world: World, pod: Pod): boolean => !pod.made && containerPorts(pod).size > 0 && !pod.spec.hostNetwork && !inAmbient(world, pod);

function judge(world: World, rule: NetworkRule, direction: Direction, isolatedPods: readonly Pod[], report: Report): void {
  const pods = receivers(world, rule, direction, isolatedPods);
  if (!pods.length || !pods.every((pod) => known(world, pod))) return;
  const all = isolatedPods.flatMap((pod) => isolated(world, direction).get(pod) ?? []);
  rule.ports.forEach(({ port, endPort, protocol = 'TCP' }, i) => {
    const at = `${rule.at}/ports/${i}/port`;
    if (typeof port === 'string') ofName(world, rule.policy, at, port, pods, report);
    else if (port !== undefined && endPort === undefined && protocol === 'TCP') ofNumber(world, rule.policy, at, port, pods, all, report);
  });
}

function ofName(world: World, policy: Item, at: string, name: string, pods: readonly Pod[], report: Report): void {
  const names = pods.flatMap((pod) => containersOf(pod).flatMap((c) => c.ports ?? []).flatMap((p) => p.name ?? []));
  // other pods may be defined elsewhere
  if (INJECTED.test(name) || names.includes(name) || !world.closed(policy.namespace)) return;
  report(policy, {
    pointer: at,
    message: `no container of ${label(pods)} has a port named ${name}: this entry admits nothing, and connections that depend on it time out`,
    fix: orNear(nearName('port', name, names), 'use the number of a container port, or name that port in the container'),
    related: [pods[0].item],
  });
}

function ofNumber(world: World, policy: Item, at: string, port: number, pods: readonly Pod[], rules: readonly NetworkRule[], report: Report): void {
  const found = servicePort(world, pods, port);
  if (!found) return;
  const { service, target } = found;
  // the workload's port is admitted as well
  if (rules.some((rule) => (typeof target === 'number' ? forPort(rule, target) : !rule.ports.length || rule.ports.some((p) => p.port === target)))) return;
  report(policy, {
    pointer: at,
    message: `${port} is the port of Service ${service.namespace}/${service.name}, whose pods listen on ${target}: this entry admits nothing, and connections to the Service time out`,
    fix: `use port: ${target}`,
    related: [service],
  });
}

const label = (pods: readonly Pod[]): string => `${pods[0].item.kind} ${pods[0].namespace}/${pods[0].name}${pods.length > 1 ? ` and ${pods.length - 1} more` : ''}`;
