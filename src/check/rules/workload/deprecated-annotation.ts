import { definition } from './_annotation-table';
import { codes, overAnnotations } from './_annotations';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';
import { INJECT, injectorConfig } from '../service-routing/_injector';

export const deprecatedAnnotation: Check = {
  code: 'MESH504',
  title: 'deprecated annotation',
  aliases: ['IST0135'],
  severity: Severity.INFO,
  explanation: 'The annotation still works, but will be removed.',
  run(world, report) {
    // the injector of Google's service routing reads the annotation only
    const onlyAnnotation = injectorConfig(world) !== undefined;
    overAnnotations((name, place) => {
      if (!definition(name)?.deprecated) return undefined;
      const inject = name === INJECT;
      if (inject && (onlyAnnotation || place.labels[name] !== undefined)) return undefined;
      return {
        aliases: codes(place, 'IST0135'),
        message: `annotation ${name} is deprecated${inject ? ' in favor of the label of the same name' : ''}: a later release of Istio no longer reads it`,
        fix: inject ? 'move it to the labels' : 'use the replacement that Istio\'s annotation reference lists',
      };
    })(world, report);
  },
};
