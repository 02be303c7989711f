import { run } from './_envoy-filter';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const relativeAfterVersion: Check = {
  code: 'MESH615',
  title: 'EnvoyFilter that refers to a filter present for one proxy version only',
  aliases: ['IST0155'],
  severity: Severity.WARNING,
  explanation: 'An earlier patch of the same filter is restricted to a proxy version; a relative operation without `priority` finds the filter on that version only, and is skipped on others.',
  run: run('relative-after-version', (j) => `${j.operation} refers to a filter that an earlier patch adds for one proxy version only: on other versions it is silently skipped`,
    'set priority, and match the same proxyVersion'),
};
