import type { PolicyProps } from './policy-props';
import type { WorkloadMode } from './telemetry';

/** Position of a filter relative to Istio's own filters. */
export enum ExtensionPhase {
  /** Before authentication. */
  AUTHN = 'AUTHN',

  /** After authentication, before authorization. */
  AUTHZ = 'AUTHZ',

  /** After authorization, before the statistics. */
  STATS = 'STATS',
}

/** The traffic that an extension handles. */
export interface ExtensionMatch {
  /**
   * The side of the call.
   *
   * @default WorkloadMode.CLIENT_AND_SERVER
   */
  readonly mode?: WorkloadMode;

  /**
   * The ports of the service, or of the workload on the server side.
   *
   * @default - any
   */
  readonly ports?: number[];
}

/** Properties of all proxy extensions: where and when they run. */
export interface ProxyExtensionProps extends PolicyProps {
  /**
   * Position of the extension relative to Istio's filters.
   *
   * @default - at the end, before the router
   */
  readonly phase?: ExtensionPhase;

  /**
   * The priority within a phase; higher values run first.
   *
   * @default 0
   */
  readonly priority?: number;

  /**
   * The traffic that the extension handles: all that any of these conditions matches.
   *
   * @default - all
   */
  readonly match?: ExtensionMatch[];
}
