import { nameOf } from './_facts';
import { parts, REQUEST_ROUTES } from './_rules-facts';
import { durationError, positiveDurationError } from './_values';
import { textOf } from '../../../grammar/json';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const DURATIONS: readonly (readonly [string, (value: string) => string | undefined])[] = [
  ['spec.rules[*].action.timeout', durationError],
  ['spec.rules[*].action.retryPolicy.perTryTimeout', positiveDurationError],
  ['spec.rules[*].action.faultInjectionPolicy.delay.fixedDelay', positiveDurationError],
];

export const durationForm: Check = {
  code: 'MESH527',
  title: 'route duration in a format that Google refuses',
  aliases: [],
  severity: Severity.ERROR,
  explanation: 'Durations in the API of Google\'s service routing are seconds with the suffix s: `300s`, `0.5s`. The formats of Istio and Kubernetes (`5m`, `500ms`) are refused.',
  runFleet(worlds, report) {
    for (const [path, error] of DURATIONS) {
      for (const { route, pointer, value } of parts(worlds, REQUEST_ROUTES, path)) {
        const why = typeof value === 'string' ? error(value) : undefined;
        if (why) report(route, { pointer, message: `'${textOf(value)}' ${why}; Google refuses route ${nameOf(route)}`, fix: 'use seconds, such as 300s or 0.5s' });
      }
    }
  },
};
