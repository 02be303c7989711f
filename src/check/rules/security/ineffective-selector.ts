import type { Item } from '../../../world/item';
import type { PolicyAttachment } from '../../../world/shapes/istio';
import { controllerOf } from '../../attachment/classes';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const GATEWAY_LABEL = 'gateway.networking.k8s.io/gateway-name';

export const ineffectiveSelector: Check = {
  code: 'MESH403',
  title: 'policy that selects the pods of a Gateway API Gateway by label',
  aliases: ['IST0166'],
  severity: Severity.WARNING,
  explanation: 'Policies for the proxies of a Gateway API Gateway should use `targetRefs`. At a waypoint a `selector` that matches its pods has no effect. At other Gateways it applies as long as istiod runs with ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY, '
    + 'which is on by default; istioctl warns there as well, so this is reported as information.',
  run(world, report) {
    for (const key of ['AuthorizationPolicy', 'RequestAuthentication', 'Telemetry', 'WasmPlugin'] as const) {
      for (const policy of world.all(key) as readonly Item<PolicyAttachment>[]) {
        const { selector, targetRef, targetRefs } = policy.spec;
        if (targetRef || targetRefs?.length || !selector) continue;
        const names = world.pods(selector.matchLabels, policy.namespace).map((p) => p.labels[GATEWAY_LABEL]);
        const gateways = new Set(names.filter((n) => n !== undefined));
        for (const name of gateways) {
          const gateway = world.find('KubeGateway', policy.namespace, name);
          const waypoint = controllerOf(world, gateway?.spec.gatewayClassName) === 'waypoint';
          report(policy, {
            pointer: '/spec/selector',
            severity: waypoint ? Severity.WARNING : Severity.INFO,
            message: waypoint ? `the selector matches pods of waypoint ${policy.namespace}/${name}, where policies apply by targetRefs only: this ${policy.kind} has no effect there`
              : `the selector matches pods of Gateway ${policy.namespace}/${name}: this ${policy.kind} applies there unless ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY is false; with targetRefs it always applies`,
            fix: `replace the selector with targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: ${name} }]`,
          });
        }
      }
    }
  },
};
