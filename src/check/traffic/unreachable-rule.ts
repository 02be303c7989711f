import { analyzeRules } from './rule-order';
import type { Check } from '../engine/check';
import { Severity } from '../finding';

export const unreachableRule: Check = {
  code: 'MESH211',
  title: 'route that no request reaches',
  aliases: ['IST0130'],
  severity: Severity.WARNING,
  explanation: 'Routes are tried in order and the first that matches wins. A route after one without matches, or whose matches all stand in earlier routes, never gets a request.',
  run(world, report) {
    for (const vs of world.all('VirtualService')) {
      for (const { pointer, reason, unreachable } of analyzeRules(vs)) {
        if (unreachable) report(vs, { pointer, message: `no request reaches this route: ${reason}`, fix: 'move it before the route that takes its requests, or remove it' });
      }
    }
  },
};

export const ineffectiveMatch: Check = {
  code: 'MESH212',
  title: 'match whose requests an earlier route takes',
  aliases: ['IST0131'],
  severity: Severity.INFO,
  explanation: 'A match repeats one of an earlier route, or its prefix begins with the prefix of an earlier one under the same conditions. The earlier route takes the requests.',
  run(world, report) {
    for (const vs of world.all('VirtualService')) {
      for (const { pointer, reason, unreachable } of analyzeRules(vs)) {
        if (!unreachable) report(vs, { pointer, message: `no request reaches this route by this match: ${reason}`, fix: 'put the more specific route first, or remove the match' });
      }
    }
  },
};
