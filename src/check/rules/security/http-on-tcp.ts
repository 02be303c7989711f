import { opaquePorts, opaqueServicePorts } from './_opaque-ports';
import { policiesAt } from './_policies-at';
import type { Item, ItemOf } from '../../../world/item';
import type { AuthorizationRule } from '../../../world/shapes/istio';
import type { World } from '../../../world/world';
import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

/** Whether a rule matches attributes that only HTTP requests have. For TCP, remote IPs (`remoteIpBlocks`, `remote.ip`) are those of the connection.
 * */
export function usesHttp(rule: AuthorizationRule): boolean {
  return (rule.to ?? []).some(({ operation: o }) => o && [o.hosts, o.notHosts, o.methods, o.notMethods, o.paths, o.notPaths].some((l) => l?.length))
    || (rule.from ?? []).some(({ source: s }) => s && [s.requestPrincipals, s.notRequestPrincipals].some((l) => l?.length))
    || (rule.when ?? []).some((w) => w.key?.startsWith('request.'));
}

/** Whether a rule matches attributes that ztunnel does not support: HTTP attributes, and client addresses from forwarding headers. */
export function beyondZtunnel(rule: AuthorizationRule): boolean {
  return usesHttp(rule) || (rule.from ?? []).some(({ source: s }) => s && [s.remoteIpBlocks, s.notRemoteIpBlocks].some((l) => l?.length))
    || (rule.when ?? []).some((w) => w.key === 'remote.ip');
}

/** Whether a rule admits connections to a port without HTTP attributes, from whichever clients. */
const admits = (rules: readonly AuthorizationRule[], port: number): boolean => rules.some((r) =>
  !usesHttp(r) && (r.to ?? []).every((t) => !t.operation?.ports?.length || t.operation.ports.includes(String(port))));

/** Ports with plain TCP where the policy is enforced, each with the object that declares it; without those that another ALLOW policy admits. */
function lostPorts(world: World, policy: ItemOf<'AuthorizationPolicy'>): Map<number, Item> {
  const { targetRef, targetRefs = targetRef ? [targetRef] : [], selector } = policy.spec;
  if (!targetRefs.length) {
    const lost = new Map<number, Item>();
    for (const pod of world.selected(selector?.matchLabels, policy.namespace).slice(0, 50)) {
      const others = policiesAt(world, 'AuthorizationPolicy', pod).filter((other) => other !== policy && (other.spec.action ?? 'ALLOW') === 'ALLOW');
      for (const { port, by } of opaquePorts(world, pod)) if (!others.some((other) => admits(other.spec.rules ?? [], port))) lost.set(port, by);
    }
    return lost;
  }
  return new Map(targetRefs.filter((r) => r.kind === 'Service').flatMap((r) => [...opaqueServicePorts(world.find('Service', policy.namespace, r.name ?? ''))]));
}

export const httpRulesOnTcp: Check = {
  code: 'MESH410',
  title: 'HTTP attributes in an ALLOW rule for a TCP port',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Connections to a TCP port have no methods, paths, hosts or tokens. An ALLOW rule that uses them matches no connection there, and because the policy exists, everything that no rule of an ALLOW policy allows is refused. '
    + 'The protocol of a port is declared by the Service; at a gateway by the servers of its Gateways, whatever the gateway\'s Service declares.',
  run(world, report) {
    for (const policy of world.all('AuthorizationPolicy')) {
      const { action = 'ALLOW', rules = [] } = policy.spec;
      if (action !== 'ALLOW' || !rules.some(usesHttp)) continue;
      const lost = [...lostPorts(world, policy)].filter(([port]) => !admits(rules, port));
      rules.forEach((rule, i) => {
        if (!usesHttp(rule)) return;
        const named = (rule.to ?? []).flatMap((t) => t.operation?.ports ?? []);
        const hit = lost.filter(([port]) => !named.length || named.includes(String(port)));
        if (!hit.length) return;
        report(policy, {
          pointer: pointer('spec', 'rules', i),
          message: `port ${hit.map(([p]) => p).join(', ')} of the ${policy.spec.targetRef || policy.spec.targetRefs?.length ? 'targets' : 'selected workloads'} is TCP, where this rule's HTTP attributes match nothing: every connection to it is refused`,
          fix: `allow the port with a rule without HTTP attributes for its clients (from: [{ source: { principals: [CLIENT] } }], to: [{ operation: { ports: ["${hit[0][0]}"] } }]), or declare the port as HTTP if it is`,
          related: [...new Set(hit.map(([, s]) => s))],
        });
      });
    }
  },
};
