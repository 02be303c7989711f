import type { Item } from '../../../world/item';
import type { PolicyAttachment } from '../../../world/shapes/istio';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const GATEWAY_LABEL = 'gateway.networking.k8s.io/gateway-name';

export const ineffectiveSelector: Check = {
  code: 'MESH403',
  title: 'policy that selects the pods of a Gateway API Gateway by label',
  aliases: ['IST0166'],
  severity: Severity.WARNING,
  explanation: 'Policies reach the proxies of a Gateway API Gateway by `targetRefs`; a `selector` that matches their pods has no effect there.',
  run(world, report) {
    for (const key of ['AuthorizationPolicy', 'RequestAuthentication', 'Telemetry', 'WasmPlugin'] as const) {
      for (const policy of world.all(key) as readonly Item<PolicyAttachment>[]) {
        const { selector, targetRef, targetRefs } = policy.spec;
        if (targetRef || targetRefs?.length || !selector) continue;
        const names = world.pods(selector.matchLabels, policy.namespace).map((p) => p.labels[GATEWAY_LABEL]);
        const gateways = new Set(names.filter((n) => n !== undefined));
        for (const name of gateways) {
          report(policy, {
            pointer: '/spec/selector',
            message: `the selector matches pods of Gateway ${policy.namespace}/${name}, where policies apply by targetRefs only: this ${policy.kind} has no effect there`,
            fix: `replace the selector with targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: ${name} }]`,
          });
        }
      }
    }
  },
};
