import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { digest, keyOf } from './canonical';
import type { Chart } from '../../src/install/values/charts';
import { readValues } from '../../src/install/values/read';

const SUITE = join(__dirname, '..', '..', '..', 'shared', 'suites', 'install');

/** The recorded suite is outside the project. */
export const hasSuite = existsSync(SUITE);

export interface Case {
  readonly id: string;
  readonly charts: Chart[];
  readonly values: Record<string, any>;
  readonly namespace?: string;
  readonly release?: string;
  readonly upgrade?: boolean;
}

export function suiteCases(): Case[] {
  return hasSuite ? readValues(readFileSync(join(SUITE, 'matrix.yaml'), 'utf8')).cases : [];
}

/** The digest of each object that helm renders, by its key. */
export function recorded(id: string, chart: Chart): Record<string, string> {
  return JSON.parse(readFileSync(join(SUITE, 'digests.json'), 'utf8'))[id][chart];
}

/** The digest of each object of ours, by its key. */
export function digests(objects: any[]): Record<string, string> {
  return Object.fromEntries(objects.map((object) => [keyOf(object), digest(object)]));
}
