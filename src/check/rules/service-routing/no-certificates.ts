import { securityItems } from './_facts';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const GROUP = 'security.cloud.google.com';

export const noCertificates: Check = {
  code: 'MESH572',
  title: 'pods that wait for certificates that nobody issues',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Policies of Traffic Director for mutual TLS name the certificates that GKE puts into pods (`google_cloud_private_spiffe`). GKE issues them where the cluster has a WorkloadCertificateConfig and a TrustConfig, both named `default`, '
    + 'mesh certificates are on (`meshCertificates.enableCertificates`) and the service agent of GKE may use the CA pools. Without them a pod that asks for a certificate does not start. Where not all objects are known, this is an info.',
  runFleet(worlds, report) {
    if (securityItems(worlds, 'NetworkSecurityServerTLSPolicy').length + securityItems(worlds, 'NetworkSecurityClientTLSPolicy').length === 0) return;
    for (const world of worlds) {
      const pod = [...world.pods(undefined)].find(({ annotations }) => annotations[`${GROUP}/use-workload-certificates`] !== undefined || annotations['cloud.google.com/enableManagedCerts'] === 'true');
      const lacks = pod && ['WorkloadCertificateConfig', 'TrustConfig'].filter((kind) => !has(world, kind));
      if (!lacks?.length) continue;
      report(pod!.item, {
        severity: world.options.complete ? Severity.WARNING : Severity.INFO,
        message: `its pods ask GKE for a certificate of the mesh, and the cluster has no ${lacks.join(' and no ')}${world.options.complete ? '' : ' in what is checked here'}: without, the pods do not start`,
        fix: 'write a WorkloadCertificateConfig and a TrustConfig named default, in constructs ControlPlane.serviceRouting({ certificateAuthority: CertificateAuthority.workloadCertificates(…) })',
      });
    }
  },
};

const has = (world: World, kind: string): boolean => world.ofKind(GROUP, kind).some(({ name }) => name === 'default');
