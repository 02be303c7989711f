import { definition, READ_BY_INJECTOR } from './annotation-table';
import { type Check } from '../engine/check';
import { Severity } from '../finding';
import { codes, overAnnotations } from './annotations';

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
