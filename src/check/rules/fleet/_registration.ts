import { membershipLocation } from './membership-location';
import { networks } from './networks';
import { oneMeshTwoFleets } from './one-mesh-two-fleets';
import { projectNumber } from './project-number';
import { twoFleets } from './two-fleets';
import { unknownFeature } from './unknown-feature';
import { zonalIssuer } from './zonal-issuer';

export const registrationChecks = [membershipLocation, zonalIssuer, twoFleets, unknownFeature, projectNumber, oneMeshTwoFleets, networks];
