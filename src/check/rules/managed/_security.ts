import { jwksUnreachable } from './jwks-unreachable';
import { manyPolicies } from './many-policies';

export const securityChecks = [jwksUnreachable, manyPolicies];
