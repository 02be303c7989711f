import type { ManagedModel } from '../../model/managed';
import type { MeshModel } from '../../model/mesh';
import type { Slot } from '../plane';

/** Certificates that GKE itself puts into pods, from a pool of Certificate Authority Service. */
export function workloadCertificates(m: ManagedModel, mesh: MeshModel): readonly Slot[] {
  const pool = m.authority.pool;
  if (m.authority.kind !== 'workload-certificates' || !pool) {
    return [];
  }
  const uri = `//privateca.googleapis.com/projects/${pool.project}/locations/${pool.location}/caPools/${pool.name}`;
  const head = { apiVersion: 'security.cloud.google.com/v1', name: 'default' };
  return [
    {
      ...head,
      id: 'WorkloadCertificateConfig',
      kind: 'WorkloadCertificateConfig',
      render: () => ({
        spec: {
          certificateAuthorityConfig: { certificateAuthorityServiceConfig: { endpointURI: uri } },
          keyAlgorithm: { ecdsa: { curve: 'P256' } },
        },
      }),
    },
    {
      ...head,
      id: 'TrustConfig',
      kind: 'TrustConfig',
      render: () => ({ spec: { trustStores: [{ trustDomain: mesh.trustDomain, trustAnchors: [{ certificateAuthorityServiceURI: uri }] }] } }),
    },
  ];
}
