import type { ResourceProps } from './resource-props';
import { matchLabels, port } from '../write/check';
import { refuse, struct } from '../write/json';

/** The mutual TLS mode of a workload. */
export enum MutualTlsMode {
  /** Inherited from the namespace, then the mesh, then PERMISSIVE. */
  UNSET = 'UNSET',

  /** Mutual TLS is disabled. */
  DISABLE = 'DISABLE',

  /** Both mutual TLS and plaintext are accepted. */
  PERMISSIVE = 'PERMISSIVE',

  /** Mutual TLS is required. */
  STRICT = 'STRICT',
}

/** Properties of `PeerAuthentication`. */
export interface PeerAuthenticationProps extends ResourceProps {
  /**
   * The labels of the workloads.
   *
   * @default - all workloads of the namespace
   */
  readonly selector?: { [label: string]: string };

  /**
   * The mode of all ports; field `mtls.mode`.
   *
   * @default - inherited from the parent
   */
  readonly mtls?: MutualTlsMode;

  /**
   * The modes of individual ports of the workload (not of the service), by number; needs a selector.
   *
   * @default - none
   */
  readonly portLevelMtls?: { [key: string]: MutualTlsMode };
}

const peerAuthenticationSpec = struct<PeerAuthenticationProps>((p, at) => {
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

export default peerAuthenticationSpec;
