import { ABSENT } from './absent';
import { ACCESS } from './access';
import { AMBIENT } from './ambient';
import type { Case } from './case';
import { CERTIFICATES } from './certificates';
import { CLIENT_CHOOSES } from './client-chooses';
import { GATEWAY_API } from './gateway-api';
import { GOOGLE_FILES } from './google-files';
import { GOOGLE_VALUES } from './google-values';
import { INJECTION } from './injection';
import { MISROUTED } from './misrouted';
import { MUTUAL_TLS } from './mutual-tls';
import { NEIGHBORS } from './neighbors';
import { NETWORK_POLICIES } from './network-policies';
import { NEVER_MATCHED } from './never-matched';
import { PATCHES } from './patches';
import { PEERS } from './peers';
import { POLICIES } from './policies';
import { PROVIDERS } from './providers';
import { REDIRECTS } from './redirects';
import { RELEASES } from './releases';
import { SELECTORS } from './selectors';
import { SERVICE_ROUTING } from './service-routing';
import { TRAFFIC } from './traffic';
import { UNMATCHED_VALUES } from './unmatched-values';
import { UNREACHED } from './unreached';

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
  ...CLIENT_CHOOSES,
  ...MUTUAL_TLS,
  ...PATCHES,
  ...PROVIDERS,
  ...ACCESS,
  ...UNREACHED,
  ...NEIGHBORS,
  ...SERVICE_ROUTING,
  ...ABSENT,
  ...UNMATCHED_VALUES,
  ...NEVER_MATCHED,
  ...GOOGLE_VALUES,
  ...GOOGLE_FILES,
  ...NETWORK_POLICIES,
  ...CERTIFICATES,
  ...RELEASES,
];
