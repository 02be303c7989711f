import { AMBIENT } from './ambient';
import type { Case } from './case';
import { GATEWAY_API } from './gateway-api';
import { INJECTION } from './injection';
import { MISROUTED } from './misrouted';
import { PEERS } from './peers';
import { POLICIES } from './policies';
import { REDIRECTS } from './redirects';
import { SELECTORS } from './selectors';
import { TRAFFIC } from './traffic';

export const CASES: readonly Case[] = [
  ...TRAFFIC,
  ...POLICIES,
  ...AMBIENT,
  ...GATEWAY_API,
  ...PEERS,
  ...INJECTION,
  ...MISROUTED,
  ...SELECTORS,
  ...REDIRECTS,
];
