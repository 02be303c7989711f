import { pointer, type Check } from '../engine/check';
import type { Item } from '../engine/item';
import type { Pod } from '../engine/pods';
import { isOpaque, servicePortProtocol } from '../engine/protocol';
import { servicesOf } from '../engine/serving';
import type { AuthorizationRule } from '../engine/shapes/istio';
import type { World } from '../engine/world';
import { Severity } from '../finding';

/** Whether a rule looks at what only HTTP requests have. */
export function usesHttp(rule: AuthorizationRule): boolean {
  return (rule.to ?? []).some(({ operation: o }) => o && [o.hosts, o.notHosts, o.methods, o.notMethods, o.paths, o.notPaths].some((l) => l?.length))
    || (rule.from ?? []).some(({ source: s }) =>
      s && [s.requestPrincipals, s.notRequestPrincipals, s.remoteIpBlocks, s.notRemoteIpBlocks].some((l) => l?.length))
    || (rule.when ?? []).some((w) => w.key?.startsWith('request.') || w.key === 'remote.ip');
}
/** Ports that the pod takes raw TCP on, by the Services in front of it. */
function* tcpPorts(world: World, pod: Pod): Iterable<{ port: number; service: Item }> {
  for (const service of servicesOf(world, pod)) {
    for (const p of service.spec.ports ?? []) {
      if (!isOpaque(servicePortProtocol(p)) || (p.protocol ?? 'TCP') !== 'TCP') continue;
      const target = p.targetPort ?? p.port;
      const number = typeof target === 'string' ? pod.spec.containers?.flatMap((c) => c.ports ?? []).find((c) => c.name === target)?.containerPort : target;
      if (number !== undefined) yield { port: number, service };
    }
  }
}

export const httpRulesOnTcp: Check = {
  code: 'MESH410',
  title: 'HTTP attributes in an ALLOW for a TCP port',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'On a TCP port there are no methods, paths, hosts or tokens. An ALLOW rule that asks for them matches no connection there, and since the policy exists everything that no rule allows is refused.',
  run(world, report) {
    for (const policy of world.all('AuthorizationPolicy')) {
      const { action = 'ALLOW', rules = [] } = policy.spec;
      if (action !== 'ALLOW' || !policy.spec.selector || !rules.some(usesHttp)) continue;
      const covered = (port: number) => rules.some((r) =>
        !usesHttp(r) && (r.to ?? []).every((t) => !t.operation?.ports?.length || t.operation.ports.includes(String(port))));
      const pods = world.selected(policy.spec.selector.matchLabels, policy.namespace).slice(0, 50);
      const lost = new Map<number, Item>();
      for (const pod of pods) for (const { port, service } of tcpPorts(world, pod)) if (!covered(port)) lost.set(port, service);
      rules.forEach((rule, i) => {
        if (!usesHttp(rule)) return;
        const asked = (rule.to ?? []).flatMap((t) => t.operation?.ports ?? []);
        const hit = [...lost].filter(([port]) => !asked.length || asked.includes(String(port)));
        if (!hit.length) return;
        report(policy, {
          pointer: pointer('spec', 'rules', i),
          message: `port ${hit.map(([p]) => p).join(', ')} of the selected workloads is TCP, where this rule's HTTP attributes match nothing: every connection to it is refused`,
          fix: `allow the port by a rule without HTTP attributes (to: [{ operation: { ports: ["${hit[0][0]}"] } }]), or declare it as HTTP if it is`,
          related: [...new Set(hit.map(([, s]) => s))],
        });
      });
    }
  },
};
