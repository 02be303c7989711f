import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import { pointer } from '../../engine/check';

/** A path of an Ingress that Istio serves. */
interface IngressPath { readonly ingress: Item; readonly at: string; readonly path: string; readonly type: string }

export const list = (v: unknown): readonly Record<string, any>[] => (Array.isArray(v) ? v.map((x) => (typeof x === 'object' && x !== null ? x as Record<string, any> : {})) : []);

/** Whether an Ingress is handled by Istio, by its class or the older annotation. */
export const ofIstio = ({ object, annotations }: Item): boolean => annotations['kubernetes.io/ingress.class'] === 'istio' || (object.spec as { ingressClassName?: unknown } | undefined)?.ingressClassName === 'istio';

/** The paths of every Ingress of class istio. */
export function* istioIngressPaths(world: World): Iterable<IngressPath> {
  for (const ingress of world.ofKind('networking.k8s.io', 'Ingress')) {
    if (!ofIstio(ingress)) continue;
    for (const [i, rule] of list((ingress.object.spec as { rules?: unknown } | undefined)?.rules).entries()) {
      for (const [j, { path, pathType }] of list(rule.http?.paths).entries()) {
        if (typeof path === 'string') yield { ingress, at: pointer('spec', 'rules', i, 'http', 'paths', j, 'path'), path, type: typeof pathType === 'string' ? pathType : 'ImplementationSpecific' };
      }
    }
  }
}
