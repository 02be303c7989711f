import { run } from './_envoy-filter';
import { type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const addIncorrectly: Check = {
  code: 'MESH613',
  title: 'EnvoyFilter ADD where it has no effect',
  aliases: ['IST0153'],
  severity: Severity.ERROR,
  explanation: 'ADD is ignored on ROUTE_CONFIGURATION and HTTP_ROUTE.',
  run: run('add', (j) => `ADD has no effect on ${j.applyTo}: the patch is ignored`, 'use MERGE, or INSERT_FIRST for a route'),
};
