import { anyAmbient } from './_waypoints';
import type { Item } from '../../../world/item';
import type { AuthorizationRule, PolicyAttachment } from '../../../world/shapes/istio';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { isGatewayPod } from '../security/_opaque-ports';
import { beyondZtunnel } from '../security/http-on-tcp';
import { inAmbient } from '../workload/_in-mesh';

/** Fields of sources and operations that ztunnel knows. */
const OF_CONNECTIONS: ReadonlySet<string> = new Set(['principals', 'notPrincipals', 'namespaces', 'notNamespaces', 'serviceAccounts', 'notServiceAccounts', 'ipBlocks', 'notIpBlocks', 'ports', 'notPorts']);
const knows = (fields: object | undefined): boolean => Object.entries(fields ?? {}).some(([k, v]) => OF_CONNECTIONS.has(k) && Array.isArray(v) && v.length > 0);

/** Whether a rule never holds at ztunnel: all of its parts must, and one has alternatives about requests only. */
const neverHolds = (rule: AuthorizationRule): boolean => ((rule.from?.length ?? 0) > 0 && !rule.from!.some((f) => knows(f.source)))
  || ((rule.to?.length ?? 0) > 0 && !rule.to!.some((t) => knows(t.operation))) || (rule.when ?? []).some((w) => w.key?.startsWith('request.') === true || w.key === 'remote.ip');

const KINDS = {
  AuthorizationPolicy: 'KIA0110', RequestAuthentication: 'KIA1115', WasmPlugin: 'KIA1116', Telemetry: 'KIA1117',
} as const;

export const policyBySelector: Check = {
  code: 'MESH671',
  title: 'policy about HTTP that selects pods in ambient mode',
  aliases: [...Object.values(KINDS), 'KIA1317'],
  severity: Severity.WARNING,
  explanation: 'In ambient mode the node\'s proxy knows connections, not requests; those are a waypoint\'s, and a waypoint takes policies that target it or its services (`targetRefs`), never by selector. '
    + 'An ALLOW with HTTP attributes that selects pods allows nothing there, tokens are not verified, extensions don\'t run. '
    + 'A rule of a DENY is dead where one of its parts (`from`, `to`, a condition) looks at requests alone: nobody is denied. Where each part has something about the connection as well, that alone is enforced, and more is denied than the rule says.',
  run(world, report) {
    if (!anyAmbient(world)) return;
    for (const key of Object.keys(KINDS) as (keyof typeof KINDS)[]) {
      for (const policy of world.all(key) as readonly Item<PolicyAttachment>[]) {
        const { spec } = policy;
        if (spec.targetRef || spec.targetRefs?.length) continue;
        const authorization = world.find('AuthorizationPolicy', policy.namespace, policy.name);
        if (key === 'AuthorizationPolicy' && !authorization?.spec.rules?.some(beyondZtunnel)) continue;
        if (key !== 'AuthorizationPolicy' && !spec.selector?.matchLabels) continue; // a namespace may hold sidecars beside
        const pod = world.selected(spec.selector?.matchLabels, policy.namespace).find((p) => inAmbient(world, p) && !isGatewayPod(p));
        if (!pod) continue;
        const dead = authorization?.spec.action === 'DENY' ? authorization.spec.rules?.findIndex((r) => beyondZtunnel(r) && neverHolds(r)) ?? -1 : -1;
        const effect = key === 'RequestAuthentication' ? 'their tokens are not verified' : key !== 'AuthorizationPolicy' ? 'it does nothing for them'
          : dead >= 0 ? `rule ${dead} never holds there, and nobody is denied by it`
            : authorization?.spec.action === 'DENY' ? 'the node\'s proxy leaves that part of the rule out, and denies more than it says' : 'the node\'s proxy sees no requests, and allows nothing by it';
        report(policy, {
          severity: dead >= 0 ? Severity.ERROR : Severity.WARNING,
          pointer: spec.selector ? '/spec/selector' : '/spec',
          aliases: [KINDS[key], ...(key === 'AuthorizationPolicy' ? ['KIA1317'] : [])],
          message: `${pod.item.kind} ${pod.namespace}/${pod.name} is in ambient mode, where ${key === 'AuthorizationPolicy' ? 'an' : 'a'} ${key} about HTTP holds at a waypoint only: ${effect}`,
          fix: 'target the Service or the waypoint with targetRefs in place of the selector',
          related: [pod.item],
        });
      }
    }
  },
};
