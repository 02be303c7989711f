import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import { at, text } from '../../engine/path';

const POLICIES = ['HealthCheckPolicy', 'GCPBackendPolicy', 'GCPGatewayPolicy', 'GCPSessionAffinityPolicy', 'GCPTrafficDistributionPolicy', 'GCPTrafficExtension', 'GCPRoutingExtension'];

/** The target of a policy for GKE load balancers. */
export interface PolicyTarget { readonly group: string; readonly kind: string; readonly name: string; readonly namespace: string; readonly pointer: string }

/** The policies for GKE load balancers in one cluster. */
export const gkePolicies = (world: World): readonly Item[] => POLICIES.flatMap((kind) => world.ofKind('networking.gke.io', kind));

/** The targets of a policy: one or several, by kind. */
export function targetsOf(policy: Item): readonly PolicyTarget[] {
  return ['spec.targetRef', 'spec.targetRefs[*]'].flatMap((path) => at(policy.object, path)).flatMap(({ pointer, value }) => {
    const [group, kind, name] = ['group', 'kind', 'name'].map((field) => text(value, field));
    return kind === undefined || name === undefined ? [] : [{ group: group ?? '', kind, name, namespace: text(value, 'namespace') ?? policy.namespace, pointer }];
  });
}
