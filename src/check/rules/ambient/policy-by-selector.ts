import { anyAmbient } from './_waypoints';
import type { Item } from '../../../world/item';
import type { PolicyAttachment } from '../../../world/shapes/istio';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';
import { isGatewayPod } from '../security/_opaque-ports';
import { beyondZtunnel } from '../security/http-on-tcp';
import { inAmbient } from '../workload/_in-mesh';

const KINDS = {
  AuthorizationPolicy: 'KIA0110', RequestAuthentication: 'KIA1115', WasmPlugin: 'KIA1116', Telemetry: 'KIA1117',
} as const;

export const policyBySelector: Check = {
  code: 'MESH671',
  title: 'policy about HTTP that selects pods in ambient mode',
  aliases: [...Object.values(KINDS), 'KIA1317'],
  severity: Severity.WARNING,
  explanation: 'In ambient mode the node\'s proxy knows connections, not requests; those are a waypoint\'s, and a waypoint takes policies that target it or its services (`targetRefs`), never by selector. '
    + 'An ALLOW with HTTP attributes that selects pods allows nothing there, tokens are not verified, extensions don\'t run.',
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
        const effect = key === 'RequestAuthentication' ? 'their tokens are not verified' : key !== 'AuthorizationPolicy' ? 'it does nothing for them'
          : authorization?.spec.action === 'DENY' ? 'the node\'s proxy can\'t see what it denies by' : 'the node\'s proxy sees no requests, and allows nothing by it';
        report(policy, {
          pointer: spec.selector ? '/spec/selector' : '/spec',
          aliases: [KINDS[key], ...(key === 'AuthorizationPolicy' ? ['KIA1317'] : [])],
          message: `${pod.item.kind} ${pod.namespace}/${pod.name} is in ambient mode, where a ${key} about HTTP holds at a waypoint only: ${effect}`,
          fix: 'target the Service or the waypoint with targetRefs in place of the selector',
          related: [pod.item],
        });
      }
    }
  },
};
