import type { PolicyProps } from './policy-props';
import type { WorkloadMode } from './telemetry';

/** Where a filter comes among Istio's own. */
export enum ExtensionPhase {
  /** Before authentication. */
  AUTHN = 'AUTHN',

  /** After authentication, before authorization. */
  AUTHZ = 'AUTHZ',

  /** After authorization, before the statistics. */
  STATS = 'STATS',
}

/** The traffic that goes through an extension. */
export interface ExtensionMatch {
  /**
   * The side of the call.
   *
   * @default WorkloadMode.CLIENT_AND_SERVER
   */
  readonly mode?: WorkloadMode;

  /**
   * The ports of the service, or of the workload on the server's side.
   *
   * @default - any
   */
  readonly ports?: number[];
}

/** What every extension of proxies can be given: where it runs, and when. */
export interface ProxyExtensionProps extends PolicyProps {
  /**
   * Where it comes among Istio's filters.
   *
   * @default - at the end, before the router
   */
  readonly phase?: ExtensionPhase;

  /**
   * The order in a phase; higher ones first.
   *
   * @default 0
   */
  readonly priority?: number;

  /**
   * The traffic that goes through it: any of these.
   *
   * @default - all
   */
  readonly match?: ExtensionMatch[];
}
