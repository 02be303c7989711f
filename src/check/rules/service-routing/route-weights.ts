import { routeItems } from './_facts';
import { textOf } from '../../../grammar/json';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

const integer = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;

export const routeWeights: Check = {
  code: 'MESH920',
  title: 'weights of destinations that split no traffic',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'The weight of a destination in a route of Google\'s service routing is a whole number from 0 up, and the share of a destination is its weight by the sum of all. Google refuses negative weights, and with a sum of 0 no destination gets a request.',
  runFleet(worlds, report) {
    for (const route of routeItems(worlds)) {
      for (const { pointer, value } of at(route.object, 'spec.rules[*].action')) {
        const weights = at(value, 'destinations[*].weight');
        const invalid = weights.filter((weight) => !integer(weight.value));
        for (const weight of invalid) report(route, { pointer: `${pointer}${weight.pointer}`, message: `weight '${textOf(weight.value)}' must be a whole number from 0 up; Google refuses the route`, fix: 'set a share, such as 90 and 10' });
        if (invalid.length === 0 && weights.length > 0 && weights.length === at(value, 'destinations[*]').length && weights.every((weight) => weight.value === 0)) {
          report(route, { pointer: `${pointer}/destinations`, message: `all ${weights.length} destinations have weight 0: none gets a request`, fix: 'set a weight above 0 on the destination that gets the requests' });
        }
      }
    }
  },
};
