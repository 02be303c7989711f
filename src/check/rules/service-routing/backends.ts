import { autonegAndBackends } from './autoneg-and-backends';
import { connectionsOfRequests } from './connections-of-requests';
import { grpcOnlyPolicies } from './grpc-only-policies';
import { hashWithoutRing } from './hash-without-ring';
import { machinesElsewhere } from './machines-elsewhere';
import { portOfMachines } from './port-of-machines';
import { proxylessBalancing } from './proxyless-balancing';
import { serverlessSettings } from './serverless-settings';
import { sharedGroup } from './shared-group';
import { subsetting } from './subsetting';
import type { Check } from '../../engine/check';

export const backendChecks: readonly Check[] = [
  subsetting, grpcOnlyPolicies, hashWithoutRing, serverlessSettings, connectionsOfRequests, sharedGroup, proxylessBalancing, portOfMachines, machinesElsewhere, autonegAndBackends,
];
