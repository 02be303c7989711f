import { run } from './_envoy-filter';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const replaceIncorrectly: Check = {
  code: 'MESH612',
  title: 'EnvoyFilter REPLACE where it has no effect',
  aliases: ['IST0152'],
  severity: Severity.ERROR,
  explanation: 'REPLACE works on HTTP_FILTER, NETWORK_FILTER and VIRTUAL_HOST only; elsewhere the patch is ignored.',
  run: run('replace', (j) => `REPLACE has no effect on ${j.applyTo || 'an empty applyTo'}: the patch is ignored`, 'apply it to HTTP_FILTER, NETWORK_FILTER or VIRTUAL_HOST, or use MERGE'),
};
