import { gkePolicies, type PolicyTarget, targetsOf } from './_policies-facts';
import type { Item } from '../../../world/item';
import type { KindKey } from '../../../world/kinds';
import type { World } from '../../../world/world';
import { type Check, knownOnlyIf, unknownIn } from '../../engine/check';
import { nearObject, orNearIn } from '../../engine/near';
import { text } from '../../engine/path';
import { Severity } from '../../finding';
import { GKE as GKE_CLASS } from '../fleet/_gateways-facts';

const IMPORTS = 'net.gke.io';

export const gkePolicyTarget: Check = {
  code: 'MESH744',
  title: 'GKE policy for a target that does not exist',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'HealthCheckPolicy, GCPBackendPolicy and similar policies apply to a Service, ServiceImport or ServiceExport. GCPGatewayPolicy, GCPTrafficExtension and GCPRoutingExtension apply to a Gateway with a GKE class. The target must be in the namespace of the policy. Without its target a policy has no effect: load balancers then probe `/`, and no Cloud Armor, timeout or TLS settings apply.',
  run(world, report) {
    for (const policy of gkePolicies(world)) {
      for (const target of targetsOf(policy)) {
        const what = `${target.kind} ${target.namespace}/${target.name}`;
        if (target.namespace !== policy.namespace) {
          report(policy, { pointer: `${target.pointer}/namespace`, message: `the policy is in namespace ${policy.namespace}, but its target ${what} is not: the policy has no effect`, fix: `move the policy to namespace ${target.namespace}` });
          continue;
        }
        const found = find(world, target);
        if (found === 'unknown') continue;
        if (found === undefined) {
          const closed = world.closed(policy.namespace);
          report(policy, { pointer: `${target.pointer}/name`, severity: unknownIn(world, policy.namespace), message: `${what} is not defined${knownOnlyIf(closed)}: the policy has no effect`, fix: fixFor(world, target) });
        } else if (target.kind === 'Gateway' && !GKE_CLASS.test(text(found.object, 'spec.gatewayClassName') ?? '')) {
          report(policy, {
            pointer: `${target.pointer}/name`,
            message: `${what} has class ${text(found.object, 'spec.gatewayClassName') ?? 'none'}, whose controller does not read GKE policies: the policy has no effect`,
            fix: 'target a Gateway with a gke-l7 class',
            related: [found],
          });
        }
      }
    }
  },
};

/** The target; `unknown` for kinds that are not checked here. An import is created from an export in any cluster. */
function find(world: World, { group, kind, name, namespace }: PolicyTarget): Item | 'unknown' | undefined {
  const of = (g: string, k: string, where = world) => where.ofKind(g, k).find((i) => i.name === name && i.namespace === namespace);
  if (kind === 'Service' && (group === '' || group === 'core')) return world.all('Service').find((s) => s.name === name && s.namespace === namespace);
  if (group === IMPORTS && kind === 'ServiceImport') return [world, ...world.siblings].map((w) => of(IMPORTS, 'ServiceImport', w) ?? of(IMPORTS, 'ServiceExport', w)).find(Boolean) ?? (world.siblings.length > 0 ? undefined : 'unknown');
  if (group === IMPORTS && kind === 'ServiceExport') return of(IMPORTS, 'ServiceExport');
  if (group === 'gateway.networking.k8s.io' && kind === 'Gateway') return world.all('KubeGateway').find((g) => g.name === name && g.namespace === namespace);
  return 'unknown';
}

/** The kinds of targets whose names are compared with a missing one. */
const NAMED: Readonly<Record<string, KindKey>> = { Service: 'Service', ServiceImport: 'GkeServiceImport', ServiceExport: 'GkeServiceExport', Gateway: 'KubeGateway' };

function fixFor(world: World, { kind, name, namespace }: PolicyTarget): string {
  const near = Object.hasOwn(NAMED, kind) ? nearObject(world, NAMED[kind], namespace, name) : undefined;
  return orNearIn(namespace, near, `refer to a ${kind} that exists in namespace ${namespace}`);
}
