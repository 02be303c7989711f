import { age, conditions, crd, integer, list, meta, object, oneOf, string, time } from './declared';

/**
 * What a managed mesh adds to a GKE cluster. Google installs these CRDs there, and no module publishes them. The kinds are declared here from the
 * fields of the definitions in GoogleCloudPlatform/anthos-service-mesh-packages (ControlPlaneRevision, CanonicalService) and from the fields, values
 * and limits that Google's page about workload certificates gives (WorkloadCertificateConfig, TrustConfig; other anchors than pools are let through).
 */
const revision = object({
  ...meta,
  spec: object({ channel: oneOf('rapid', 'regular', 'stable'), type: oneOf('managed_service') }),
  status: object({ conditions: conditions(time) }),
});
const activity = oneOf('Active', 'Error', 'Inactive');
const uri = { type: 'string', pattern: '^//privateca\\.googleapis\\.com/projects/[^/]+/locations/[^/]+/caPools/[^/]+$' };
const observed = object({
  conditions: list(object({ lastTransitionTime: time, message: string, observedGeneration: { type: 'integer', format: 'int64' }, reason: string, status: string, type: string })),
});

/** Google's older samples are of v1alpha1. */
const bothVersions = (schema: any) => ['v1', 'v1alpha1'].map((name) => ({ name, storage: name === 'v1', additionalPrinterColumns: [age], schema }));

export const managedMesh = [
  crd('mesh.cloud.google.com', 'ControlPlaneRevision', [
    { name: 'v1alpha1', storage: true, additionalPrinterColumns: [age], schema: revision },
    { name: 'v1beta1', storage: false, additionalPrinterColumns: [age], schema: revision },
  ]),
  crd('anthos.cloud.google.com', 'CanonicalService', [
    {
      name: 'v1beta1',
      storage: true,
      additionalPrinterColumns: [age],
      schema: object({
        ...meta,
        spec: object({ description: { ...string, maxLength: 500 }, displayName: { ...string, maxLength: 100 } }),
        status: object({
          inactiveSince: time,
          resourceTypes: list(object({ inactiveSince: time, name: oneOf('Pod', 'WorkloadEntry'), state: activity }, ['name', 'state'])),
          resourceVersionWhenBecameInactive: string,
          state: activity,
        }, ['state']),
      }),
    },
  ]),
  crd('security.cloud.google.com', 'WorkloadCertificateConfig', bothVersions(
    object({
      ...meta,
      spec: object({
        certificateAuthorityConfig: object({ certificateAuthorityServiceConfig: object({ endpointURI: uri }, ['endpointURI']) }, ['certificateAuthorityServiceConfig']),
        keyAlgorithm: {
          ...object({
            ecdsa: object({ curve: oneOf('P256', 'P384') }, ['curve']),
            rsa: object({ modulusSize: { ...integer, enum: [2048, 3072, 4096] } }, ['modulusSize']),
          }),
          minProperties: 1,
          maxProperties: 1,
        },
        rotationWindowPercentage: { ...integer, minimum: 1, maximum: 99 },
        validityDurationSeconds: { ...integer, minimum: 1 },
      }, ['certificateAuthorityConfig', 'keyAlgorithm']),
      status: observed,
    }, ['spec']),
  ), 'Cluster'),
  crd('security.cloud.google.com', 'TrustConfig', bothVersions(
    object({
      ...meta,
      spec: object({
        trustStores: list(object({ trustDomain: string, trustAnchors: list({ ...object({ certificateAuthorityServiceURI: uri }), 'x-kubernetes-preserve-unknown-fields': true }) }, ['trustDomain', 'trustAnchors'])),
      }, ['trustStores']),
      status: observed,
    }, ['spec']),
  ), 'Cluster'),
];
