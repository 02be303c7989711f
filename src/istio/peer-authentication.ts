import type { Construct } from 'constructs';
import { given } from '../guard/guard';
import { described } from './render/kinds';
import { IstioResource } from './resource';
import type { ResourceProps } from './resource-props';

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

/**
 * The mutual TLS mode of workloads. Without a selector it applies to its namespace; in the root namespace, to
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
    super(scope, given('istio.PeerAuthentication', scope, id, props), described('PeerAuthentication', props));
  }
}
