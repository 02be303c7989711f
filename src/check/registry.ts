import type { Check, ObjectLayer } from './engine/check';

/** Every semantic check, by code. docs/checks.md is generated from this list. */
export const CHECKS: readonly Check[] = [];

/** The layers that look at one object alone. */
export const LAYERS: readonly ObjectLayer[] = [];
