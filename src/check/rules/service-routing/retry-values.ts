import { nameOf } from './_facts';
import { parts } from './_rules-facts';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

const CONDITIONS: Readonly<Record<string, readonly string[]>> = {
  NetworkServicesHTTPRoute: ['5xx', 'gateway-error', 'reset', 'connect-failure', 'retriable-4xx', 'refused-stream', 'cancelled', 'deadline-exceeded', 'resource-exhausted', 'unavailable'],
  NetworkServicesGRPCRoute: ['connect-failure', 'refused-stream', 'cancelled', 'deadline-exceeded', 'resource-exhausted', 'unavailable'],
};

const routeName = (kind: string): string => (kind === 'NetworkServicesHTTPRoute' ? 'an HTTPRoute' : 'a GRPCRoute');

export const retryValues: Check = {
  code: 'MESH526',
  title: 'retry settings that Google\'s service routing does not support',
  aliases: [],
  severity: Severity.ERROR,
  explanation: '`numRetries` must be above zero: to disable retries, remove the policy. An HTTPRoute retries on `5xx`, `gateway-error`, `reset`, `connect-failure`, `retriable-4xx` or `refused-stream`, a GRPCRoute on gRPC statuses (`unavailable`, …), `connect-failure` or `refused-stream`. Google refuses any other condition.',
  runFleet(worlds, report) {
    for (const [kind, known] of Object.entries(CONDITIONS)) {
      for (const { route, pointer, value } of parts(worlds, [kind], 'spec.rules[*].action.retryPolicy')) {
        const number = (value as { numRetries?: unknown }).numRetries;
        if (typeof number === 'number' && number < 1) {
          report(route, { pointer: `${pointer}/numRetries`, message: `numRetries is ${number} but must be above 0; Google refuses route ${nameOf(route)}`, fix: 'remove retryPolicy to disable retries, or set numRetries to 1 or more' });
        }
        for (const condition of at(value, 'retryConditions[*]')) {
          if (typeof condition.value === 'string' && !known.includes(condition.value)) {
            report(route, { pointer: `${pointer}${condition.pointer}`, message: `${routeName(kind)} can't retry on '${condition.value}'; Google refuses route ${nameOf(route)}`, fix: `use ${known.join(', ')}` });
          }
        }
      }
    }
  },
};
