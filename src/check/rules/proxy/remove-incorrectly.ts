import { run } from './_envoy-filter';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const removeIncorrectly: Check = {
  code: 'MESH614',
  title: 'EnvoyFilter REMOVE where it has no effect',
  aliases: ['IST0154'],
  severity: Severity.ERROR,
  explanation: 'REMOVE is ignored on ROUTE_CONFIGURATION and HTTP_ROUTE.',
  run: run('remove', (j) => `REMOVE has no effect on ${j.applyTo}: the patch is ignored`, 'change the VirtualService that creates the route'),
};
