import { MutualTls, OutboundTraffic } from './modes';

/**
 * How far a mesh, a namespace or a service has been adopted, from a cluster without a mesh to declared calls only. Each stage adds one restriction to
 * the previous one; `mesh.adoptionReport()` lists what the next one would refuse.
 */
export enum AdoptionStage {
  /** Proxies observe: plain text and mutual TLS are accepted, and everything may call everything, external hosts included. */
  PERMISSIVE = 'PERMISSIVE',
  /** Proxies reach only what their services declared to call. */
  SCOPED = 'SCOPED',
  /** Plain text is refused, too. */
  STRICT = 'STRICT',
  /** Services accept only declared calls, too. */
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
