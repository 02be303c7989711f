import { backendChecks } from './backends';
import { cloudRunChecks } from './cloud-run';
import { policyChecks } from './policies';
import { routeChecks } from './routes';
import type { Check } from '../../engine/check';

/** The checks of service routing and its clients, by code. */
export const ROUTING_CHECKS: readonly Check[] = [...routeChecks, ...backendChecks, ...policyChecks, ...cloudRunChecks];
