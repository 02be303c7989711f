import type { Construct } from 'constructs';
import type { EnvoyMatch } from './envoy-match';
import type { EnvoyPatch } from './envoy-patch';
import { envoyConfigPatch } from './render/envoy-filter';
import { described } from './render/kinds';
import { IstioResource } from './resource';
import type { ResourceProps } from './resource-props';
import type { TargetRef } from './target-ref';
import { given, guarded } from '../guard/guard';

/** The part of Envoy's configuration that a patch changes. */
export enum EnvoyApplyTo {
  /** A listener. */
  LISTENER = 'LISTENER',

  /** A filter chain of a listener. */
  FILTER_CHAIN = 'FILTER_CHAIN',

  /** A listener filter. */
  LISTENER_FILTER = 'LISTENER_FILTER',

  /** A network filter of a filter chain. */
  NETWORK_FILTER = 'NETWORK_FILTER',

  /** An HTTP filter of the connection manager. */
  HTTP_FILTER = 'HTTP_FILTER',

  /** A route configuration. */
  ROUTE_CONFIGURATION = 'ROUTE_CONFIGURATION',

  /** A virtual host of a route configuration. */
  VIRTUAL_HOST = 'VIRTUAL_HOST',

  /** A route of a virtual host. */
  HTTP_ROUTE = 'HTTP_ROUTE',

  /** A cluster. */
  CLUSTER = 'CLUSTER',

  /** An extension configuration (ECDS). */
  EXTENSION_CONFIG = 'EXTENSION_CONFIG',

  /** The bootstrap configuration. */
  BOOTSTRAP = 'BOOTSTRAP',
}

/** A change to a part of Envoy's configuration. */
export interface EnvoyConfigPatch {
  /** The part. */
  readonly applyTo: EnvoyApplyTo;

  /**
   * Where the change is applied.
   *
   * @default - everywhere
   */
  readonly match?: EnvoyMatch;

  /** The change. */
  readonly patch: EnvoyPatch;
}

/** Properties of `EnvoyFilter`. */
export interface EnvoyFilterProps extends ResourceProps {
  /**
   * The labels of the workloads; can't be combined with `targetRefs`.
   *
   * @default - all workloads of the namespace
   */
  readonly workloadSelector?: { [label: string]: string };

  /**
   * The gateways or waypoints; at most 16.
   *
   * @default - none
   */
  readonly targetRefs?: TargetRef[];

  /**
   * The changes, in order; `addPatch` adds more.
   *
   * @default - none
   */
  readonly configPatches?: EnvoyConfigPatch[];

  /**
   * The priority among EnvoyFilters; lower values are applied first.
   *
   * @default 0
   */
  readonly priority?: number;
}

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
    this._append('configPatches', (at) => envoyConfigPatch(patch, '', at));
  }
}
guarded(EnvoyFilter, 'istio.EnvoyFilter');
