import type { PeerAuthenticationProps } from '../peer-authentication';
import { matchLabels, port } from './check';
import { refuse, struct } from './json';

export const peerAuthenticationSpec = struct<PeerAuthenticationProps>((p, at) => {
  if (p.portLevelMtls) {
    for (const key of Object.keys(p.portLevelMtls)) {
      port(/^\d+$/.test(key) ? Number(key) : NaN, at, `portLevelMtls['${key}']`);
    }
    if (Object.keys(p.portLevelMtls).length === 0) {
      refuse(at, 'portLevelMtls must not be empty; omit it');
    }
    if (Object.keys(p.selector ?? {}).length === 0) {
      refuse(at, 'portLevelMtls applies to the ports of selected workloads; set selector too');
    }
  }
  return {
    selector: matchLabels(p.selector, at, 'selector'),
    mtls: p.mtls && { mode: p.mtls },
    portLevelMtls: p.portLevelMtls && Object.fromEntries(Object.entries(p.portLevelMtls).map(([number, mode]) => [number, { mode }])),
  };
});
