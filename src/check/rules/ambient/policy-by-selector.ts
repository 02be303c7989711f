import { anyAmbient } from './_waypoints';
import type { Item } from '../../../world/item';
import type { AuthorizationRule, PolicyAttachment } from '../../../world/shapes/istio';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { isGatewayPod } from '../security/_opaque-ports';
import { beyondZtunnel } from '../security/http-on-tcp';
import { inAmbient } from '../workload/_in-mesh';

/** Fields of sources and operations that ztunnel supports. */
const OF_CONNECTIONS: ReadonlySet<string> = new Set(['principals', 'notPrincipals', 'namespaces', 'notNamespaces', 'serviceAccounts', 'notServiceAccounts', 'ipBlocks', 'notIpBlocks', 'ports', 'notPorts']);
const supports = (fields: object | undefined): boolean => Object.entries(fields ?? {}).some(([k, v]) => OF_CONNECTIONS.has(k) && Array.isArray(v) && v.length > 0);

/** Whether a rule never matches at ztunnel: all of its parts must match, and one of them only has alternatives about requests. */
const neverHolds = (rule: AuthorizationRule): boolean => ((rule.from?.length ?? 0) > 0 && !rule.from!.some((f) => supports(f.source)))
  || ((rule.to?.length ?? 0) > 0 && !rule.to!.some((t) => supports(t.operation))) || (rule.when ?? []).some((w) => w.key?.startsWith('request.') === true || w.key === 'remote.ip');

const KINDS = {
  AuthorizationPolicy: 'KIA0110', RequestAuthentication: 'KIA1115', WasmPlugin: 'KIA1116', Telemetry: 'KIA1117',
} as const;

export const policyBySelector: Check = {
  code: 'MESH671',
  title: 'HTTP policy that selects pods in ambient mode',
  aliases: [...Object.values(KINDS), 'KIA1317'],
  severity: Severity.WARNING,
  explanation: 'In ambient mode the node\'s proxy (ztunnel) sees connections, not requests. HTTP is handled by a waypoint, and a waypoint only enforces policies that target it or its services (`targetRefs`), never those with a selector. '
    + 'An ALLOW with HTTP attributes that selects pods allows nothing there, tokens are not verified, and extensions don\'t run. '
    + 'A rule of a DENY never matches if one of its parts (`from`, `to`, a condition) has HTTP attributes only: nobody is denied. If each part also has a connection attribute, only those are enforced, and the rule denies more than it states.',
  run(world, report) {
    if (!anyAmbient(world)) return;
    for (const key of Object.keys(KINDS) as (keyof typeof KINDS)[]) {
      for (const policy of world.all(key) as readonly Item<PolicyAttachment>[]) {
        const { spec } = policy;
        if (spec.targetRef || spec.targetRefs?.length) continue;
        const authorization = world.find('AuthorizationPolicy', policy.namespace, policy.name);
        if (key === 'AuthorizationPolicy' && !authorization?.spec.rules?.some(beyondZtunnel)) continue;
        if (key !== 'AuthorizationPolicy' && !spec.selector?.matchLabels) continue; // a namespace may also contain pods with sidecars
        const pod = world.selected(spec.selector?.matchLabels, policy.namespace).find((p) => inAmbient(world, p) && !isGatewayPod(p));
        if (!pod) continue;
        const unmatchable = authorization?.spec.action === 'DENY' ? authorization.spec.rules?.findIndex((r) => beyondZtunnel(r) && neverHolds(r)) ?? -1 : -1;
        const effect = key === 'RequestAuthentication' ? 'their tokens are not verified' : key !== 'AuthorizationPolicy' ? 'it does nothing for them'
          : unmatchable >= 0 ? `rule ${unmatchable} never matches in the node's proxy, so it denies nobody`
            : authorization?.spec.action === 'DENY' ? 'the node\'s proxy ignores that part of the rule, and denies more than the rule states' : 'the node\'s proxy sees no requests, so the policy allows nothing';
        report(policy, {
          severity: unmatchable >= 0 ? Severity.ERROR : Severity.WARNING,
          pointer: spec.selector ? '/spec/selector' : '/spec',
          aliases: [KINDS[key], ...(key === 'AuthorizationPolicy' ? ['KIA1317'] : [])],
          message: `${pod.item.kind} ${pod.namespace}/${pod.name} is in ambient mode, where ${key === 'AuthorizationPolicy' ? 'an' : 'a'} ${key} with HTTP attributes is enforced only at a waypoint: ${effect}`,
          fix: 'target the Service or the waypoint with targetRefs instead of the selector',
          related: [pod.item],
        });
      }
    }
  },
};
