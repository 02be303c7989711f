import type { EnvoyMatch } from './envoy-match';
import type { EnvoyPatch } from './envoy-patch';
import type { ResourceProps } from './resource-props';
import type { TargetRef } from './target-ref';
import { selectorLabels, signedInt32 } from '../write/check';
import { atMost, atMostOne, constant, filled, list, struct, value } from '../write/json';

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

const envoyConfigPatch = struct<EnvoyConfigPatch>((p, at) => ({
  applyTo: constant(p.applyTo, at, 'applyTo'),
  match: value(p.match, at, 'match'),
  patch: value(p.patch, at, 'patch'),
}));

const envoyFilterSpec = struct<EnvoyFilterProps>((p, at) => {
  atMostOne(p, at, 'workloadSelector', 'targetRefs');
  atMost(p.targetRefs, 16, at, 'targetRefs');
  return {
    workloadSelector: selectorLabels(p.workloadSelector, at, 'workloadSelector'),
    targetRefs: filled(p.targetRefs, at, 'targetRefs', value),
    configPatches: list(p.configPatches, at, 'configPatches', envoyConfigPatch),
    priority: signedInt32(p.priority, at, 'priority'),
  };
});

export default { envoyConfigPatch, envoyFilterSpec };
