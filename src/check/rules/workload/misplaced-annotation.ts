import { definition } from './_annotation-table';
import { belongs, codes, overAnnotations } from './_annotations';
import { TEMPLATED } from '../../../world/pods';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const misplacedAnnotation: Check = {
  code: 'MESH501',
  title: 'annotation on a kind where it has no effect',
  aliases: ['IST0107'],
  severity: Severity.WARNING,
  explanation: 'Istio reads each annotation on certain kinds only. On other kinds it has no effect; typically an annotation for pods was set on the Deployment instead of its pod template.',
  run: overAnnotations((name, place) => {
    const known = definition(name);
    if (!known || belongs(name, place.kind)) return undefined;
    const onTemplate = known.kinds.includes('Pod') && (TEMPLATED as readonly string[]).includes(place.kind);
    return {
      aliases: codes(place, 'IST0107'),
      message: `${name} has no effect on a ${place.kind}: Istio reads it on ${known.kinds.join(', ')} only`,
      fix: onTemplate ? 'move it to spec.template.metadata.annotations' : `move it to a ${known.kinds.join(' or ')}, or remove it`,
    };
  }),
};
