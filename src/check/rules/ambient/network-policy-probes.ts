import { forAddress, forPort, isolated } from './_network-policies';
import { anyAmbient } from './_waypoints';
import type { Pod } from '../../../world/pods';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { inAmbient } from '../workload/_in-mesh';

/** The address from which istio-cni makes kubelet probes come, so that they can be recognized. */
const PROBES = '169.254.7.127';
const PROBES_V6 = 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff';

type Json = Record<string, any>;
/** The ports that the kubelet probes, with the type of each probe. */
function probed(pod: Pod): readonly { readonly port: number; readonly probe: string }[] {
  return (pod.spec.containers ?? []).flatMap((container) => ['readinessProbe', 'livenessProbe', 'startupProbe'].flatMap((probe) => {
    const { httpGet, tcpSocket, grpc }: Json = (container as Json)[probe] ?? {};
    const probePort: unknown = (httpGet ?? tcpSocket ?? grpc)?.port;
    const port = typeof probePort === 'string' ? container.ports?.find((p) => p.name === probePort)?.containerPort ?? Number(probePort) : probePort;
    return typeof port === 'number' && Number.isInteger(port) ? [{ port, probe }] : [];
  }));
}

export const networkPolicyProbes: Check = {
  code: 'MESH683',
  title: 'NetworkPolicy that blocks probes in ambient mode',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'For pods in ambient mode istio-cni changes the source of the kubelet\'s probes to 169.254.7.127 (fd16:9254:7127:1337:ffff:ffff:ffff:ffff), to distinguish them from other traffic. NetworkPolicies always admit the kubelet, but some network plugins don\'t recognize it under that address: '
    + 'probes fail, and the pods never become ready or are restarted.',
  run(world, report) {
    if (!anyAmbient(world)) return;
    const reported = new Set<number>();
    for (const [pod, rules] of isolated(world, 'ingress')) {
      if (pod.spec.hostNetwork || !inAmbient(world, pod) || !rules.length) continue;
      const lost = probed(pod).find(({ port }) => !rules.some((r) => forPort(r, port, pod) && forAddress(r, PROBES)));
      const { policy } = rules[0];
      if (!lost || reported.has(policy.order)) continue;
      reported.add(policy.order);
      report(policy, {
        pointer: '/spec/ingress',
        message: `${pod.item.kind} ${pod.namespace}/${pod.name} is in ambient mode, where its ${lost.probe} on port ${lost.port} comes from ${PROBES}, which no rule allows: with some network plugins the probe fails and the pods never become ready`,
        fix: `add a rule { from: [{ ipBlock: { cidr: ${PROBES}/32 } }, { ipBlock: { cidr: "${PROBES_V6}/128" } }] }`,
        related: [pod.item],
      });
    }
  },
};
