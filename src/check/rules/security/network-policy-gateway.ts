import { edgeRoutes, type EdgeRoute } from './_edge';
import type { Pod } from '../../../world/pods';
import { matchesSelector } from '../../../world/selector';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { isolated, type NetworkRule } from '../ambient/_network-policies';
import { inAmbient } from '../workload/_in-mesh';

type Peer = NetworkRule['peers'][number];
const NAME_LABEL = 'kubernetes.io/metadata.name';
/** Policies of other kinds, which can admit what a NetworkPolicy does not. */
const OTHER_POLICIES = new Set(['cilium.io', 'crd.projectcalico.org', 'projectcalico.org', 'policy.networking.k8s.io']);

export const networkPolicyGateway: Check = {
  code: 'MESH451',
  title: 'NetworkPolicy that doesn\'t admit the gateway that routes to its pods',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'A `podSelector` without a `namespaceSelector` admits pods of the NetworkPolicy\'s own namespace only. A gateway in another namespace needs both in the same entry of `from`; otherwise its connections time out, and its clients get a 503.',
  run(world, report) {
    if (world.items.some((item) => OTHER_POLICIES.has(item.group))) return;
    const reported = new Set<string>();
    for (const route of edgeRoutes(world)) {
      const blocked = blockedBackend(world, route);
      if (!blocked) continue;
      const { gateway, backend, rule: { policy } } = blocked;
      const key = `${policy.order} ${gateway.namespace}/${gateway.name}`;
      if (reported.has(key)) continue;
      reported.add(key);
      report(policy, {
        pointer: '/spec/ingress',
        message: `${route.item.kind} ${world.nameOf(route.item)} sends requests from the gateway pods ${gateway.namespace}/${gateway.name} to ${backend.namespace}/${backend.name}, but no rule admits pods of namespace ${gateway.namespace} with their labels: connections time out, and clients get a 503`,
        fix: `add to from: { namespaceSelector: { matchLabels: { ${NAME_LABEL}: ${gateway.namespace} } } }`,
        related: [route.item, gateway.item],
      });
    }
  },
};

/** A pod behind a route that admits none of the gateway's pods, with the first rule that isolates it. */
function blockedBackend(world: World, route: EdgeRoute): { gateway: Pod; backend: Pod; rule: NetworkRule } | undefined {
  const gateways = route.pods.filter((pod) => !pod.spec.hostNetwork);
  if (gateways.length !== route.pods.length) return undefined;
  for (const service of route.services) {
    for (const backend of service.kind === 'Service' && service.selector ? world.pods(service.selector, service.namespace) : []) {
      const rules = isolated(world, 'ingress').get(backend);
      if (!rules?.length || backend.spec.hostNetwork || !world.closed(backend.namespace) || inAmbient(world, backend)) continue;
      const gateway = gateways.find((pod) => pod !== backend && !rules.some((rule) => mayAdmit(world, rule, pod)));
      if (gateway) return { gateway, backend, rule: rules[0] };
    }
  }
  return undefined;
}

/** Whether a rule may admit a pod, as far as the labels of the pod and its namespace are known. */
const mayAdmit = (world: World, rule: NetworkRule, pod: Pod): boolean => !rule.peers.length || rule.peers.some((peer) =>
  peer.ipBlock !== undefined || (mayBeIn(world, peer, rule.policy.namespace, pod) && (pod.made === true || matchesSelector(peer.podSelector, pod.labels))));

function mayBeIn(world: World, { namespaceSelector, podSelector }: Peer, own: string, pod: Pod): boolean {
  if (!namespaceSelector) return podSelector !== undefined && pod.namespace === own;
  const namespace = world.namespace(pod.namespace);
  const keys = [...Object.keys(namespaceSelector.matchLabels ?? {}), ...(namespaceSelector.matchExpressions ?? []).map((e) => e.key)];
  if (!namespace && keys.some((key) => key !== NAME_LABEL)) return true;
  return matchesSelector(namespaceSelector, { [NAME_LABEL]: pod.namespace, ...namespace?.labels });
}
