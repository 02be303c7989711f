import { MutualTls, OutboundTraffic } from './modes';

/**
 * Adoption stage of a mesh, a namespace or a service, from a cluster without a mesh to declared calls only. Each stage adds one restriction to
 * the previous one; `mesh.adoptionReport()` lists what the next one would refuse.
 */
export enum AdoptionStage {
  /** Plaintext and mutual TLS are accepted, and everything may call everything, including external hosts. */
  PERMISSIVE = 'PERMISSIVE',
  /** In addition, proxies only reach what their services declared to call. */
  SCOPED = 'SCOPED',
  /** In addition, plaintext is refused. */
  STRICT = 'STRICT',
  /** In addition, services only accept declared calls. */
  CLOSED = 'CLOSED',
}

/** The settings of a stage. */
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
