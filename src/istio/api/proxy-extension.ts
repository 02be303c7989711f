import type { PolicyProps } from './policy-props';
import targetFields from './target-ref';
import type { WorkloadMode } from './telemetry';
import { portReference, signedInt32 } from '../write/check';
import { type At, constant, filled, type Input, type Json, struct } from '../write/json';

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

const extensionMatch = struct<ExtensionMatch>((p, at) => ({
  mode: constant(p.mode, at, 'mode'),
  ports: filled(p.ports, at, 'ports', portReference),
}));

/** The position and phase of an extension. */
function proxyExtension(p: Input<ProxyExtensionProps>, at: At): Json {
  return {
    ...targetFields(p, at),
    phase: constant(p.phase, at, 'phase'),
    priority: signedInt32(p.priority, at, 'priority'),
    match: filled(p.match, at, 'match', extensionMatch),
  };
}

export default proxyExtension;
