import type { ServiceModel } from './service';

/** The reason why callers without a mesh certificate can't reach a service. */
export interface Refusals {
  /** Whether the service requires mutual TLS. */
  readonly requiresMutualTls: boolean;
  /** Whether the service accepts declared callers only, without rules that allow addresses or any caller. */
  readonly requiresIdentity: boolean;
}

/** The reason why callers without a mesh certificate, such as load balancers and Cloud Run, can't reach a service. */
export function refusalsWithoutCertificate(s: ServiceModel): Refusals {
  const n = s.namespaceModel;
  const open = s.access.some((a) => a.action === 'allow' && a.sources.every((from) => !from.principals?.length && !from.namespaces?.length));
  return {
    requiresMutualTls: n !== undefined && (s.mtls ?? n.mtls ?? n.mesh.mtls) === 'strict',
    requiresIdentity: n !== undefined && (s.closed ?? n.denyByDefault) && !open,
  };
}
