import { gatewayChecks } from './_gateways';
import { grantChecks } from './_grants';
import { identityChecks } from './_identities';
import { namespaceChecks } from './_namespaces';
import { registrationChecks } from './_registration';
import { serviceChecks } from './_services';
import { placement } from './placement';
import type { Check } from '../../engine/check';
import { controlPlaneChecks } from '../managed/_control-plane';
import { securityChecks } from '../managed/_security';
import { workloadChecks } from '../managed/_workloads';
import { fieldChecks } from '../managed/field-checks';
import { ROUTING_CHECKS } from '../service-routing';

/** The checks of Google's meshes and of fleets, by code. */
export const FLEET_CHECKS: readonly Check[] = [
  ...controlPlaneChecks, ...workloadChecks, ...fieldChecks, ...securityChecks, ...gatewayChecks,
  placement, ...registrationChecks, ...namespaceChecks, ...serviceChecks, ...identityChecks, ...grantChecks, ...ROUTING_CHECKS,
];
