import { duplicateHostname } from './duplicate-hostname';
import { faultOverrides } from './fault-overrides';
import { partialWeights } from './partial-weights';
import { tcpRoutesCollide } from './tcp-routes-collide';
import { unattachedRoute } from './unattached-route';
import type { Check } from '../../engine/check';

export const routeChecks: readonly Check[] = [duplicateHostname, unattachedRoute, partialWeights, faultOverrides, tcpRoutesCollide];
