import { nameOf } from './_facts';
import { parts, REQUEST_ROUTES } from './_rules-facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const RANGES: readonly (readonly [string, string, number, number])[] = [
  ['spec.rules[*].action.faultInjectionPolicy.abort.httpStatus', 'an HTTP status', 200, 599],
  ['spec.rules[*].action.faultInjectionPolicy.abort.percentage', 'a percentage', 0, 100],
  ['spec.rules[*].action.faultInjectionPolicy.delay.percentage', 'a percentage', 0, 100],
];

export const faultValues: Check = {
  code: 'MESH529',
  title: 'invalid fault injection value',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'A fault in Google\'s service routing has a percentage from 0 to 100 and a status from 200 to 599, both whole numbers. Google refuses other values.',
  runFleet(worlds, report) {
    for (const [path, what, from, to] of RANGES) {
      for (const { route, pointer, value } of parts(worlds, REQUEST_ROUTES, path)) {
        if (typeof value === 'number' && (value < from || value > to || !Number.isInteger(value))) {
          report(route, { pointer, message: `${value} is not ${what} from ${from} to ${to}; Google refuses route ${nameOf(route)}`, fix: `use a whole number from ${from} to ${to}` });
        }
      }
    }
  },
};
