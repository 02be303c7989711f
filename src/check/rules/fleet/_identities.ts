import { accountDiffers } from './account-differs';
import { mixedTrust } from './mixed-trust';
import { principalUnknown } from './principal-unknown';

export const identityChecks = [accountDiffers, principalUnknown, mixedTrust];
