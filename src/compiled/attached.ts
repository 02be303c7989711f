import type { ProxyClass } from './form';
import type { MeshSettings } from './mesh';
import type { Labels } from './resources';
import type { Item } from '../world/item';
import { matches } from '../world/selector';
import { GATEWAY_NAME } from '../world/waypoints';

interface TargetRef { readonly group?: string; readonly kind?: string; readonly name?: string; readonly namespace?: string }
interface Attached {
  readonly workloadSelector?: { readonly labels?: Labels };
  readonly selector?: { readonly matchLabels?: Labels };
  readonly targetRefs?: readonly TargetRef[];
  readonly targetRef?: TargetRef;
}

const CLASS = 'gateway.networking.k8s.io/gateway-class-name';

/** The objects that a policy targets. */
export function targetsOf(item: Item): readonly TargetRef[] {
  const { targetRefs = [], targetRef } = item.spec as Attached;
  return targetRef ? [...targetRefs, targetRef] : targetRefs;
}

/** Whether a policy (or an extension) applies to a class of proxies: by its targets if it has some, else by its namespace and selector. */
export function isFor(item: Item, { kind, namespace, labels }: ProxyClass, { rootNamespace }: MeshSettings): boolean {
  const targets = targetsOf(item);
  if (targets.length === 0) {
    const { workloadSelector, selector } = item.spec as Attached;
    return (item.namespace === namespace || item.namespace === rootNamespace) && matches(workloadSelector?.labels ?? selector?.matchLabels, labels);
  }
  if (kind !== 'gateway' && kind !== 'waypoint') return false;
  return targets.some((t) => (t.kind === 'Gateway' && item.namespace === namespace && t.name === labels[GATEWAY_NAME])
    || (t.kind === 'GatewayClass' && item.namespace === rootNamespace && t.name === labels[CLASS]));
}

/** Whether a policy targets a Service or a ServiceEntry. */
export const isForService = (item: Item, kind: string | undefined, namespace: string, name: string): boolean =>
  item.namespace === namespace && targetsOf(item).some((t) => t.kind === kind && t.name === name && (t.namespace ?? namespace) === namespace);
