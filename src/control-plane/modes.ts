import type { MtlsMode } from '../model/mesh';

/** Whether a workload accepts plaintext, the mesh's mutual TLS, or both. */
export enum MutualTls {
  /** Only the mesh's mutual TLS; plaintext is refused. */
  STRICT = 'STRICT',
  /** Both, for the migration of clients into the mesh. */
  PERMISSIVE = 'PERMISSIVE',
  /** Only plaintext. */
  DISABLE = 'DISABLE',
}

/** What proxies do with traffic to undeclared hosts. */
export enum OutboundTraffic {
  /** Refuses it. */
  REGISTRY_ONLY = 'REGISTRY_ONLY',
  /** Passes it through. */
  ALLOW_ANY = 'ALLOW_ANY',
}

/** @internal */
export function mtlsModel(mode: MutualTls): MtlsMode {
  return ({ STRICT: 'strict', PERMISSIVE: 'permissive', DISABLE: 'disable' } as const)[mode];
}
