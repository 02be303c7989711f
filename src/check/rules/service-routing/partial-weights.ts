import { routeItems } from './_facts';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

export const partialWeights: Check = {
  code: 'MESH963',
  title: 'weights on some destinations only',
  aliases: ['G-TD3'],
  severity: Severity.ERROR,
  explanation: 'Either all destinations of an action have a weight, or none: Google refuses anything else. Without weights all destinations get an equal share.',
  runFleet(worlds, report) {
    for (const route of routeItems(worlds)) {
      for (const { pointer, value } of at(route.object, 'spec.rules[*].action')) {
        const all = at(value, 'destinations[*]');
        const weighted = all.filter((d) => at(d.value, 'weight').length > 0).length;
        if (weighted > 0 && weighted < all.length) {
          report(route, { pointer: `${pointer}/destinations`, message: `${weighted} of ${all.length} destinations have a weight; Google refuses the route`, fix: 'set a weight on each destination, or on none' });
        }
      }
    }
  },
};
