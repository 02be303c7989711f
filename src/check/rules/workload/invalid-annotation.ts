import { belongs, codes, overAnnotations } from './_annotations';
import { VALUES } from '../../../grammar/istio-annotations';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const invalidAnnotation: Check = {
  code: 'MESH503',
  title: 'annotation with an invalid value',
  aliases: ['IST0125'],
  severity: Severity.WARNING,
  explanation: 'The injector rejects the value: the pod is created without a sidecar, or not at all.',
  run: overAnnotations((name, place) => {
    if (!belongs(name, place.kind) || !Object.hasOwn(VALUES, name)) return undefined;
    const problem = VALUES[name](place.annotations[name]);
    return problem === undefined ? undefined : { aliases: codes(place, 'IST0125'), message: `${name} ${problem}: injection fails for the pod`, fix: `set a valid value for ${name}` };
  }),
};
