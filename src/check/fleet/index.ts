import { gatewayChecks } from './gateways';
import { grantChecks } from './grants';
import { identityChecks } from './identities';
import { namespaceChecks } from './namespaces';
import { placement } from './placement';
import { registrationChecks } from './registration';
import { serviceChecks } from './services';
import type { Check } from '../engine/check';
import { controlPlaneChecks } from '../managed/control-plane';
import { fieldChecks } from '../managed/field-checks';
import { securityChecks } from '../managed/security';
import { workloadChecks } from '../managed/workloads';
import { ROUTING_CHECKS } from '../service-routing';

/** The checks of Google's meshes and of fleets, by code. */
export const FLEET_CHECKS: readonly Check[] = [
  ...controlPlaneChecks, ...workloadChecks, ...fieldChecks, ...securityChecks, ...gatewayChecks,
  placement, ...registrationChecks, ...namespaceChecks, ...serviceChecks, ...identityChecks, ...grantChecks, ...ROUTING_CHECKS,
];
