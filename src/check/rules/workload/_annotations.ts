import { definition, isIstioAnnotation, SET_BY_ISTIO } from './_annotation-table';
import { podMetadata } from './_pod-place';
import type { Item } from '../../../world/item';
import { TEMPLATED } from '../../../world/pods';
import type { Labels } from '../../../world/selector';
import type { World } from '../../../world/world';
import { pointer, type Report } from '../../engine/check';

/** The annotations of an object or its pod template, and the kind that they are on. */
interface Place {
  readonly item: Item;
  readonly kind: string;
  readonly annotations: Labels;
  readonly labels: Labels;
  readonly pointer: string;
}

/** Everything in the world with Istio annotations. */
export const annotated = (world: World): readonly Place[] => world.once(annotated, () => {
  const out: Place[] = [];
  for (const key of ['Namespace', 'Service', 'Pod', ...TEMPLATED] as const) {
    for (const item of world.all(key)) {
      // istioctl checks Deployments only, but an annotation on another workload has no effect either
      if (isAnnotated(item)) out.push({ item, kind: key, annotations: item.annotations, labels: item.labels, pointer: '/metadata/annotations' });
    }
  }
  for (const pod of world.pods(undefined)) {
    if (!pod.template || !isAnnotated(pod)) continue;
    out.push({ item: pod.item, kind: 'Pod', annotations: pod.annotations, labels: pod.labels, pointer: podMetadata(pod, 'annotations') });
  }
  return out;
});

function isAnnotated({ annotations }: { readonly annotations: Labels }): boolean {
  for (const name in annotations) if (isIstioAnnotation(name)) return true;
  return false;
}

type Judge = (name: string, place: Place) => Omit<Parameters<Report>[1], 'pointer'> | undefined;

/** Calls a function for every Istio annotation. */
export const overAnnotations = (judge: Judge) => (world: World, report: Report): void => {
  for (const place of annotated(world)) {
    for (const name in place.annotations) {
      if (!isIstioAnnotation(name) || SET_BY_ISTIO.has(name)) continue;
      const found = judge(name, place);
      if (found) report(place.item, { ...found, pointer: place.pointer + pointer(name) });
    }
  }
};

export const belongs = (name: string, kind: string): boolean => {
  const kinds = definition(name)?.kinds ?? [];
  return kinds.includes('Any') || kinds.includes(kind);
};

// the analyzer does not look into templates: only findings that it would report too carry its code
export const codes = (place: Place, code: string): string[] => (place.pointer === '/metadata/annotations' && ['Namespace', 'Service', 'Pod', 'Deployment'].includes(place.kind) ? [code] : []);
