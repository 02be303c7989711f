import type { Construct } from 'constructs';
import { described } from './render/kinds';
import { IstioResource } from './resource';
import type { ResourceProps } from './resource-props';

/** Must callers of a workload speak the mesh's mutual TLS? */
export enum MutualTlsMode {
  /** As the parent says: the namespace, then the mesh, then PERMISSIVE. */
  UNSET = 'UNSET',

  /** They must not. */
  DISABLE = 'DISABLE',

  /** They may; plain text is accepted too. */
  PERMISSIVE = 'PERMISSIVE',

  /** They must. */
  STRICT = 'STRICT',
}

/** Properties of `PeerAuthentication`. */
export interface PeerAuthenticationProps extends ResourceProps {
  /**
   * The labels of the workloads.
   *
   * @default - all of the namespace
   */
  readonly selector?: { [label: string]: string };

  /**
   * The mode of all ports; field `mtls.mode`.
   *
   * @default - as the parent says
   */
  readonly mtls?: MutualTlsMode;

  /**
   * The modes of single ports of the workload (not of the service), by number; needs a selector.
   *
   * @default - none
   */
  readonly portLevelMtls?: { [key: string]: MutualTlsMode };
}

/**
 * Must callers of workloads speak the mesh's mutual TLS? One without a selector holds for its namespace, in the root namespace for
 * the mesh.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 *
 * @example
 * declare const chart: Chart;
 * new mesh.istio.PeerAuthentication(chart, 'strict', { mtls: mesh.istio.MutualTlsMode.STRICT });
 */
export class PeerAuthentication extends IstioResource {
  public constructor(scope: Construct, id: string, props: PeerAuthenticationProps = {}) {
    super(scope, id, described('PeerAuthentication', props));
  }
}
