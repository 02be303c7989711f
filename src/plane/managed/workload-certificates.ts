import { compact } from '../../grammar/json';
import type { AuthorityModel, CaPoolModel } from '../../model/managed';
import type { MeshModel } from '../../model/mesh';
import type { Slot } from '../plane';

const USE = 'security.cloud.google.com/use-workload-certificates';

/** Certificates that GKE itself adds to pods, from a pool of Certificate Authority Service. */
export function workloadCertificates({ kind, pool, root, key, validitySeconds, rotationWindow }: AuthorityModel, mesh: MeshModel): readonly Slot[] {
  if (kind !== 'workload-certificates' || !pool || !key) {
    return [];
  }
  const head = { apiVersion: 'security.cloud.google.com/v1', name: 'default' };
  return [
    {
      ...head,
      id: 'WorkloadCertificateConfig',
      kind: 'WorkloadCertificateConfig',
      render: () => ({
        spec: compact({
          certificateAuthorityConfig: { certificateAuthorityServiceConfig: { endpointURI: uri(pool) } },
          keyAlgorithm: 'curve' in key ? { ecdsa: { curve: key.curve } } : { rsa: { modulusSize: key.bits } },
          validityDurationSeconds: validitySeconds,
          rotationWindowPercentage: rotationWindow,
        }),
      }),
    },
    {
      ...head,
      id: 'TrustConfig',
      kind: 'TrustConfig',
      render: () => ({ spec: { trustStores: [{ trustDomain: mesh.trustDomain, trustAnchors: [{ certificateAuthorityServiceURI: uri(root ?? pool) }] }] } }),
    },
  ];
}

const uri = (pool: CaPoolModel): string => `//privateca.googleapis.com/projects/${pool.project}/locations/${pool.location}/caPools/${pool.name}`;

/** The annotation with which pods request the certificates. */
export function takingCertificates(slot: Slot): Slot {
  return slot.kind !== 'Deployment' ? slot : {
    ...slot,
    render: () => {
      const { spec, ...rest } = slot.render() as { spec: any };
      const { metadata, ...template } = spec.template;
      return { ...rest, spec: { ...spec, template: { metadata: { ...metadata, annotations: { [USE]: '', ...metadata?.annotations } }, ...template } } };
    },
  };
}
