import { allowsEverybody } from './allows-everybody';
import { idleClientTls } from './idle-client-tls';
import { meshGatewayAddress } from './mesh-gateway-address';
import { openTls } from './open-tls';
import { serviceBinding } from './service-binding';
import { unofferedLabel } from './unoffered-label';
import type { Check } from '../../engine/check';

export const policyChecks: readonly Check[] = [unofferedLabel, meshGatewayAddress, idleClientTls, openTls, serviceBinding, allowsEverybody];
