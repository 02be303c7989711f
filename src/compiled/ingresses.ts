import { sourceOf } from './age';
import type { Assumption, ProxyClass } from './form';
import type { Item } from '../world/item';
import type { World } from '../world/world';

const GROUP = 'networking.k8s.io';
const CONTROLLER = 'istio.io/ingress-controller';
const ANNOTATION = 'kubernetes.io/ingress.class';

interface IngressSettings { readonly ingressControllerMode?: string; readonly ingressClass?: string; readonly ingressSelector?: string }

/** Names the Ingresses from which istiod makes listeners and routes of a gateway: the compiler does not. */
export function ingressAssumptions(world: World, { kind, labels }: ProxyClass): Assumption[] {
  const settings = world.mesh.config as IngressSettings;
  if (kind !== 'gateway' || settings.ingressControllerMode === 'OFF' || labels.istio !== (settings.ingressSelector ?? 'ingressgateway')) return [];
  return world.ofKind(GROUP, 'Ingress').filter((item) => isForIstio(world, item, settings))
    .map((item) => ({ kind: 'ingress', text: 'the listeners and routes of this Ingress are not evaluated', about: sourceOf(item) }));
}

/** As istiod decides: by the annotation, else by the IngressClass, else by the mode. */
function isForIstio(world: World, { object, annotations }: Item, { ingressControllerMode, ingressClass = 'istio' }: IngressSettings): boolean {
  const annotation = annotations[ANNOTATION];
  if (annotation !== undefined) return annotation === ingressClass;
  const { ingressClassName: name } = (object.spec ?? {}) as { readonly ingressClassName?: string };
  if (name === undefined) return ingressControllerMode === 'DEFAULT';
  const found = world.ofKind(GROUP, 'IngressClass').find((c) => c.name === name);
  return found ? (found.object.spec as { readonly controller?: string } | undefined)?.controller === CONTROLLER : name === ingressClass;
}
