import type { Construct } from 'constructs';
import { IstioResource } from './resource';
import { given } from '../../guard/guard';
import { described } from '../api/kinds';
import type { PeerAuthenticationProps } from '../api/peer-authentication';

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
