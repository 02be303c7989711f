import { MutualTls, OutboundTraffic } from './modes';

/**
 * How far a mesh, a namespace or a service has come on the way from a cluster without a mesh to declared calls only. Each stage adds one thing to the
 * one before it; `mesh.adoptionReport()` says what the next one would refuse.
 */
export enum AdoptionStage {
  /** Proxies observe: plain text and mutual TLS are taken, everybody calls everything, hosts outside too. */
  PERMISSIVE = 'PERMISSIVE',
  /** Proxies know what their services declared to call, and refuse to call anything else. */
  SCOPED = 'SCOPED',
  /** Besides, plain text is refused. */
  STRICT = 'STRICT',
  /** Besides, services take the calls that were declared, and no others. */
  CLOSED = 'CLOSED',
}

/** What a stage means, switch by switch. */
export interface StageSettings {
  readonly mtls: MutualTls;
  readonly scopeSidecars: boolean;
  readonly outbound: OutboundTraffic;
  readonly denyByDefault: boolean;
}

/** @internal */
export function stageSettings(stage: AdoptionStage): StageSettings {
  const at = Object.values(AdoptionStage).indexOf(stage);
  return {
    mtls: at >= 2 ? MutualTls.STRICT : MutualTls.PERMISSIVE,
    scopeSidecars: at >= 1,
    outbound: at >= 1 ? OutboundTraffic.REGISTRY_ONLY : OutboundTraffic.ALLOW_ANY,
    denyByDefault: at >= 3,
  };
}
