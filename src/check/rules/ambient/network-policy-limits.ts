import { forPort, isolated } from './_network-policies';
import { anyAmbient } from './_waypoints';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { inAmbient } from '../workload/_in-mesh';

export const networkPolicyLimits: Check = {
  code: 'MESH682',
  title: 'ports of a NetworkPolicy that ambient traffic bypasses',
  aliases: [],
  severity: Severity.INFO,
  explanation: 'A client that may reach TCP port 15008 of a pod in ambient mode reaches every port of the pod through the tunnel: the ports of the NetworkPolicy no longer restrict clients in the mesh. An AuthorizationPolicy with `to.operation.ports` does.',
  run(world, report) {
    if (!anyAmbient(world)) return;
    const reported = new Set<string>();
    for (const [pod, rules] of isolated(world, 'ingress')) {
      if (pod.spec.hostNetwork || !inAmbient(world, pod)) continue;
      const limited = world.all('AuthorizationPolicy').some((p) => !p.spec.targetRefs?.length && !p.spec.targetRef && (p.namespace === pod.namespace || p.namespace === world.mesh.rootNamespace)
        && world.selected(p.spec.selector?.matchLabels, p.namespace).includes(pod));
      if (limited) continue;
      const rule = rules.find((r) => r.ports.length > 1 && forPort(r, 15008));
      if (!rule || reported.has(`${rule.policy.order} ${rule.at}`)) continue;
      reported.add(`${rule.policy.order} ${rule.at}`);
      report(rule.policy, {
        pointer: `${rule.at}/ports`,
        message: `clients in the mesh reach every port of ${pod.item.kind} ${pod.namespace}/${pod.name} through port 15008: the other ports of this rule restrict clients outside the mesh only`,
        fix: 'add an AuthorizationPolicy that selects the pods, with the ports in to.operation.ports',
        related: [pod.item],
      });
    }
  },
};
