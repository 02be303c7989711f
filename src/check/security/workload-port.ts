import { pointer, type Check } from '../engine/check';
import type { Item } from '../engine/item';
import { containerPorts, type Pod } from '../engine/pods';
import type { Labels } from '../engine/selector';
import { servicesOf } from '../engine/serving';
import type { World } from '../engine/world';
import { Severity } from '../finding';

/** The Service in front of the pods whose port this is, when no pod listens on it. */
function servicePort(world: World, pods: readonly Pod[], port: number): { service: Item; target: number | string } | undefined {
  let found: { service: Item; target: number | string } | undefined;
  for (const pod of pods.slice(0, 50)) {
    const declared = containerPorts(pod);
    if (declared.has(port)) return undefined;
    for (const s of servicesOf(world, pod)) {
      for (const p of s.spec.ports ?? []) {
        const target = p.targetPort ?? p.port;
        if (target === port) return undefined;
        if (p.port === port && target !== undefined) found ??= { service: s, target };
      }
    }
  }
  return found;
}
const pods = (world: World, item: Item<{ selector?: { matchLabels?: Labels } }>): readonly Pod[] =>
  world.selected(item.spec.selector?.matchLabels, item.namespace);

export const authorizationServicePort: Check = {
  code: 'MESH409',
  title: 'AuthorizationPolicy that names the Service\'s port',
  aliases: [],
  severity: Severity.WARNING,
  explanation: '`ports` of an operation are those that the workload listens on, not those of its Service. A rule for the Service\'s port never matches: an ALLOW refuses everybody, a DENY nobody.',
  run(world, report) {
    for (const policy of world.all('AuthorizationPolicy')) {
      if (policy.spec.targetRef || policy.spec.targetRefs?.length) continue; // a waypoint sees the Service's port
      policy.spec.rules?.forEach((rule, i) => rule.to?.forEach((to, j) => {
        for (const field of ['ports', 'notPorts'] as const) {
          to.operation?.[field]?.forEach((text, k) => {
            const found = servicePort(world, pods(world, policy), Number(text));
            if (!found) return;
            report(policy, {
              pointer: pointer('spec', 'rules', i, 'to', j, 'operation', field, k),
              message: `${text} is the port of Service ${found.service.namespace}/${found.service.name}; the workload listens on ${found.target}: this rule ${field === 'ports' ? `never matches, so ${policy.spec.action === 'DENY' ? 'nothing is denied' : 'requests are refused'}` : 'excludes nothing'}`,
              fix: `write "${found.target}"`,
              related: [found.service],
            });
          });
        }
      }));
    }
  },
};

export const mtlsServicePort: Check = {
  code: 'MESH413',
  title: 'PeerAuthentication that names the Service\'s port',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'The keys of `portLevelMtls` are ports that the workload listens on, not those of its Service. A setting for the Service\'s port never applies.',
  run(world, report) {
    for (const policy of world.all('PeerAuthentication')) {
      for (const text of Object.keys(policy.spec.portLevelMtls ?? {})) {
        const found = servicePort(world, pods(world, policy), Number(text));
        if (!found) continue;
        report(policy, {
          pointer: pointer('spec', 'portLevelMtls', text),
          message: `${text} is the port of Service ${found.service.namespace}/${found.service.name}; the workload listens on ${found.target}: mode ${policy.spec.portLevelMtls![text].mode ?? 'UNSET'} never applies`,
          fix: `use ${found.target} as the key`,
          related: [found.service],
        });
      }
    }
  },
};
