import { definition, isIstioAnnotation, READ_BY_INJECTOR, SET_BY_ISTIO } from './annotation-table';
import { VALUES } from './annotation-values';
import { pointer, type Check, type Report } from '../engine/check';
import type { Item } from '../engine/item';
import { TEMPLATED } from '../engine/pods';
import type { Labels } from '../engine/selector';
import type { World } from '../engine/world';
import { Severity } from '../finding';

/** A set of annotations, of an object or of its pod template, and the kind that they stand on. */
interface Place {
  readonly item: Item;
  readonly kind: string;
  readonly annotations: Labels;
  readonly labels: Labels;
  readonly pointer: string;
}
/** Everything in the world that carries an annotation of Istio's. */
const annotated = (world: World): readonly Place[] => world.once(annotated, () => {
  const out: Place[] = [];
  for (const place of places(world)) {
    for (const name in place.annotations) {
      if (!isIstioAnnotation(name)) continue;
      out.push(place);
      break;
    }
  }
  return out;
});
function* places(world: World): Iterable<Place> {
  for (const key of ['Namespace', 'Service', 'Pod', ...TEMPLATED] as const) {
    for (const item of world.all(key)) {
      // istioctl looks at Deployments; what stands on another workload is as lost
      yield { item, kind: key, annotations: item.annotations, labels: item.labels, pointer: '/metadata/annotations' };
    }
  }
  for (const pod of world.pods(undefined)) {
    if (pod.template) yield { item: pod.item, kind: 'Pod', annotations: pod.annotations, labels: pod.labels, pointer: `${pod.pointer.slice(0, -'/spec'.length)}/metadata/annotations` };
  }
}
type Judge = (name: string, place: Place) => Omit<Parameters<Report>[1], 'pointer'> | undefined;
/** Runs a judgement over every annotation of Istio's. */
const overAnnotations = (judge: Judge) => (world: World, report: Report): void => {
  for (const place of annotated(world)) {
    for (const name in place.annotations) {
      if (!isIstioAnnotation(name) || SET_BY_ISTIO.has(name)) continue;
      const found = judge(name, place);
      if (found) report(place.item, { ...found, pointer: place.pointer + pointer(name) });
    }
  }
};
const belongs = (name: string, kind: string): boolean => {
  const kinds = definition(name)?.kinds ?? [];
  return kinds.includes('Any') || kinds.includes(kind);
};
// the analyzer does not look into templates: only what it would say too carries its code
const codes = (place: Place, code: string): string[] => (place.pointer === '/metadata/annotations' && ['Namespace', 'Service', 'Pod', 'Deployment'].includes(place.kind) ? [code] : []);

export const misplacedAnnotation: Check = {
  code: 'MESH501',
  title: 'annotation on a kind that it has no effect on',
  aliases: ['IST0107'],
  severity: Severity.WARNING,
  explanation: 'Istio reads each annotation on certain kinds only. On others it does nothing; the usual case is an annotation for pods on the Deployment instead of its template.',
  run: overAnnotations((name, place) => {
    const known = definition(name);
    if (!known || belongs(name, place.kind)) return undefined;
    const onTemplate = known.kinds.includes('Pod') && (TEMPLATED as readonly string[]).includes(place.kind);
    return {
      aliases: codes(place, 'IST0107'),
      message: `${name} has no effect on a ${place.kind}, it belongs on ${known.kinds.join(', ')}`,
      fix: onTemplate ? 'move it to spec.template.metadata.annotations' : `move it to a ${known.kinds.join(' or ')}, or remove it`,
    };
  }),
};

export const unknownAnnotation: Check = {
  code: 'MESH502',
  title: 'annotation that Istio does not know',
  aliases: ['IST0108'],
  severity: Severity.WARNING,
  explanation: 'The name ends in `istio.io`, and no version of Istio reads it: most likely it is misspelt, and what it was to do does not happen.',
  run: overAnnotations((name, place) => (definition(name) || (READ_BY_INJECTOR.has(name) && place.kind === 'Pod') ? undefined : {
    aliases: codes(place, 'IST0108'),
    message: `Istio has no annotation ${name}: it does nothing`,
    fix: 'correct the name, or remove it',
  })),
};

export const invalidAnnotation: Check = {
  code: 'MESH503',
  title: 'annotation with a value that Istio can\'t use',
  aliases: ['IST0125'],
  severity: Severity.WARNING,
  explanation: 'The injector rejects the value: the pod gets no sidecar, and is created without one or not at all.',
  run: overAnnotations((name, place) => {
    if (!belongs(name, place.kind) || !Object.hasOwn(VALUES, name)) return undefined;
    const problem = VALUES[name](place.annotations[name]);
    return problem === undefined ? undefined : { aliases: codes(place, 'IST0125'), message: `${name} ${problem}: injection fails for the pod`, fix: 'correct the value' };
  }),
};

export const deprecatedAnnotation: Check = {
  code: 'MESH504',
  title: 'deprecated annotation',
  aliases: ['IST0135'],
  severity: Severity.INFO,
  explanation: 'The annotation still works and will go.',
  run: overAnnotations((name, place) => {
    if (!definition(name)?.deprecated) return undefined;
    const inject = name === 'sidecar.istio.io/inject';
    if (inject && place.labels[name] !== undefined) return undefined;
    return {
      aliases: codes(place, 'IST0135'),
      message: `annotation ${name} is deprecated${inject ? ' in favour of the label of the same name' : ''}`,
      fix: inject ? 'set it as a label' : 'move to what replaces it',
    };
  }),
};
