import type { MtlsMode } from '../model/mesh';

/** Whether a workload takes plain text, TLS of the mesh, or both. */
export enum MutualTls {
  /** Only mutual TLS of the mesh; plain text is refused. */
  STRICT = 'STRICT',
  /** Both; for the time in which clients outside the mesh move in. */
  PERMISSIVE = 'PERMISSIVE',
  /** Only plain text. */
  DISABLE = 'DISABLE',
}

/** What a proxy does with traffic to hosts that nobody declared. */
export enum OutboundTraffic {
  /** Refuses it. */
  REGISTRY_ONLY = 'REGISTRY_ONLY',
  /** Lets it pass, unseen. */
  ALLOW_ANY = 'ALLOW_ANY',
}

/** @internal */
export function mtlsModel(mode: MutualTls): MtlsMode {
  return ({ STRICT: 'strict', PERMISSIVE: 'permissive', DISABLE: 'disable' } as const)[mode];
}
