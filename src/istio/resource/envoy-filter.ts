import type { Construct } from 'constructs';
import { IstioResource } from './resource';
import { given, guarded } from '../../guard/guard';
import envoyFilterWriters, { type EnvoyConfigPatch, type EnvoyFilterProps } from '../api/envoy-filter';
import { described } from '../api/kinds';

/**
 * Patches the Envoy configuration that Istio generates. As that configuration differs between Istio versions, check it at each upgrade;
 * prefer any other kind that can express the same.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/
 *
 * @example
 * declare const chart: Chart;
 * new mesh.istio.EnvoyFilter(chart, 'idle', {
 *   workloadSelector: { istio: 'ingressgateway' },
 *   configPatches: [{
 *     applyTo: mesh.istio.EnvoyApplyTo.NETWORK_FILTER,
 *     match: mesh.istio.EnvoyMatch.listener(mesh.istio.EnvoyContext.GATEWAY, {
 *       filterChain: { filter: 'envoy.filters.network.http_connection_manager' },
 *     }, { proxyVersion: '^1\\.31' }),
 *     patch: mesh.istio.EnvoyPatch.merge({
 *       typed_config: {
 *         '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
 *         common_http_protocol_options: { idle_timeout: '30s' },
 *       },
 *     }),
 *   }],
 * });
 */
export class EnvoyFilter extends IstioResource {
  public constructor(scope: Construct, id: string, props: EnvoyFilterProps = {}) {
    super(scope, given('istio.EnvoyFilter', scope, id, props), described('EnvoyFilter', props));
  }

  /** Appends a change. */
  public addPatch(patch: EnvoyConfigPatch): void {
    this._append('configPatches', (at) => envoyFilterWriters.envoyConfigPatch(patch, '', at));
  }
}
guarded(EnvoyFilter, 'istio.EnvoyFilter');
