import { securityItems } from './_facts';
import type { World } from '../../../world/world';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

const GROUP = 'security.cloud.google.com';

export const noCertificates: Check = {
  code: 'MESH572',
  title: 'pods that wait for certificates that are never issued',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Traffic Director policies for mutual TLS use the certificates that GKE mounts into pods (`google_cloud_private_spiffe`). GKE issues them if the cluster has a WorkloadCertificateConfig and a TrustConfig, both named `default`, '
    + 'mesh certificates are enabled (`meshCertificates.enableCertificates`) and the GKE service agent may use the CA pools. Otherwise a pod that requests a certificate does not start. If the input is not declared complete, this is information.',
  runFleet(worlds, report) {
    if (securityItems(worlds, 'NetworkSecurityServerTLSPolicy').length + securityItems(worlds, 'NetworkSecurityClientTLSPolicy').length === 0) return;
    for (const world of worlds) {
      const pod = [...world.pods(undefined)].find(({ annotations }) => annotations[`${GROUP}/use-workload-certificates`] !== undefined || annotations['cloud.google.com/enableManagedCerts'] === 'true');
      const lacks = pod && ['WorkloadCertificateConfig', 'TrustConfig'].filter((kind) => !has(world, kind));
      if (!lacks?.length) continue;
      report(pod!.item, {
        severity: world.options.complete ? Severity.WARNING : Severity.INFO,
        message: `its pods request a mesh certificate from GKE, but the cluster has no ${lacks.join(' and no ')}${world.options.complete ? '' : ' in the checked objects'}: without it the pods don't start`,
        fix: 'add a WorkloadCertificateConfig and a TrustConfig named default, in constructs ControlPlane.serviceRouting({ certificateAuthority: CertificateAuthority.workloadCertificates(…) })',
      });
    }
  },
};

const has = (world: World, kind: string): boolean => world.ofKind(GROUP, kind).some(({ name }) => name === 'default');
