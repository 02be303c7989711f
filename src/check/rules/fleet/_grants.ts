import { authoritativePolicy } from './authoritative-policy';
import { grantedTwice } from './granted-twice';
import { twoWays } from './two-ways';
import { wrongPool } from './wrong-pool';

export const grantChecks = [grantedTwice, wrongPool, twoWays, authoritativePolicy];
