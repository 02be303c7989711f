import type { Case } from './case';
import { POLICIES } from './policies';
import { TRAFFIC } from './traffic';

export const CASES: readonly Case[] = [...TRAFFIC, ...POLICIES];
