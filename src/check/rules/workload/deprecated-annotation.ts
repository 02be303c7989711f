import { definition } from './_annotation-table';
import { codes, overAnnotations } from './_annotations';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const deprecatedAnnotation: Check = {
  code: 'MESH504',
  title: 'deprecated annotation',
  aliases: ['IST0135'],
  severity: Severity.INFO,
  explanation: 'The annotation still works, but will be removed.',
  run: overAnnotations((name, place) => {
    if (!definition(name)?.deprecated) return undefined;
    const inject = name === 'sidecar.istio.io/inject';
    if (inject && place.labels[name] !== undefined) return undefined;
    return {
      aliases: codes(place, 'IST0135'),
      message: `annotation ${name} is deprecated${inject ? ' in favor of the label of the same name' : ''}: a later release of Istio no longer reads it`,
      fix: inject ? 'move it to the labels' : 'use the replacement that Istio\'s annotation reference lists',
    };
  }),
};
