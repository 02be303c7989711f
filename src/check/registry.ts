import type { Check } from './engine/check';
import { RULES } from './rules'; // every rule, from the files in that folder

/** Every check, by code. */
export const CHECKS: readonly Check[] = RULES;

export { LAYERS } from './layers';
