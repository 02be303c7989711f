import { targetsOf, type Target } from './_targets';
import type { KindKey } from '../../../world/kinds';
import type { World } from '../../../world/world';
import { knownOnlyIf, unknownIn, type Check } from '../../engine/check';
import { nearName, nearObject, orNear, orNearIn } from '../../engine/near';
import { Severity } from '../../finding';

/** The kinds of targets that Istio supports in the namespace of a policy, by group. */
const TARGETS: Readonly<Record<string, KindKey>> = { '/Service': 'Service', 'core/Service': 'Service', 'networking.istio.io/ServiceEntry': 'ServiceEntry', 'gateway.networking.k8s.io/Gateway': 'KubeGateway' };
const CLASS = 'gateway.networking.k8s.io/GatewayClass';

/** The classes that istiod creates itself. */
const CLASSES: readonly string[] = ['istio', 'istio-remote', 'istio-waypoint', 'istio-east-west'];

const WITHOUT: Readonly<Record<string, string>> = {
  AuthorizationPolicy: 'no proxy enforces it',
  RequestAuthentication: 'no proxy verifies these tokens',
  Telemetry: 'no proxy applies these settings',
  WasmPlugin: 'no proxy loads the plugin',
  TrafficExtension: 'no proxy loads the extension',
  EnvoyFilter: 'no proxy is patched',
};

export const targetMissing: Check = {
  code: 'MESH441',
  title: 'policy for a target that does not exist',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The `targetRefs` of a policy name a Gateway, a Service or a ServiceEntry in the namespace of the policy, or a GatewayClass. If the target does not exist, istiod accepts the policy and no proxy applies it: requests that it denies are admitted.',
  run(world, report) {
    for (const target of targetsOf(world, ['AuthorizationPolicy', 'RequestAuthentication', 'Telemetry', 'WasmPlugin', 'TrafficExtension', 'EnvoyFilter'])) {
      const missing = missingTarget(world, target);
      if (!missing) continue;
      const { policy } = target;
      report(policy, {
        pointer: `${target.at}/name`,
        severity: missing.severity,
        message: `${missing.what} is not defined${knownOnlyIf(missing.severity === Severity.ERROR)}: ${WITHOUT[policy.kind]} there`,
        fix: missing.fix,
      });
    }
  },
};

interface Missing { readonly what: string; readonly fix: string; readonly severity: Severity }

function missingTarget(world: World, { policy, ref }: Target): Missing | undefined {
  const { group = '', kind = '', name } = ref;
  if (!name || (ref.namespace && ref.namespace !== policy.namespace)) return undefined; // refused by the webhook
  if (`${group}/${kind}` === CLASS) {
    const known = [...CLASSES, ...world.all('GatewayClass').map((c) => c.name)];
    if (known.includes(name)) return undefined;
    return { what: `GatewayClass ${name}`, fix: orNear(nearName('GatewayClass', name, known), 'name a class that exists'), severity: world.options.complete ? Severity.ERROR : Severity.INFO };
  }
  const key = Object.hasOwn(TARGETS, `${group}/${kind}`) ? TARGETS[`${group}/${kind}`] : undefined;
  if (!key || world.find(key, policy.namespace, name) || (key === 'Service' && world.made.by('Service', policy.namespace, name))) return undefined;
  const fix = orNearIn(policy.namespace, nearObject(world, key, policy.namespace, name), `name a ${kind} in namespace ${policy.namespace}`);
  return { what: `${kind} ${policy.namespace}/${name}`, fix, severity: unknownIn(world, policy.namespace) };
}
