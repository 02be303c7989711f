import type { ServiceModel } from './service';

/** What keeps callers without a certificate of the mesh from a service. */
export interface Refusals {
  /** It takes mutual TLS only. */
  readonly plainText: boolean;
  /** It accepts declared callers only, without rules that allow addresses or any caller. */
  readonly unnamed: boolean;
}

/** What keeps callers without a certificate of the mesh, such as load balancers and Cloud Run, from a service. */
export function refusalsOfStrangers(s: ServiceModel): Refusals {
  const n = s.namespaceModel;
  const open = s.access.some((a) => a.action === 'allow' && a.sources.every((from) => !from.principals?.length && !from.namespaces?.length));
  return {
    plainText: n !== undefined && (s.mtls ?? n.mtls ?? n.mesh.mtls) === 'strict',
    unnamed: n !== undefined && (s.closed ?? n.denyByDefault) && !open,
  };
}
