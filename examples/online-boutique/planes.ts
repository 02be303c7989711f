import { CertificateAuthority, ControlPlane, DataPlane, Fleet, GatewayWorkload, GoogleProject, MeshFeature, OutboundTraffic, TrafficApi } from 'cdk8s-mesh';
import type { OnlineBoutiqueProps } from './main';

const project = () => GoogleProject.fromIds('boutique-prod', '482913370156');

/** The same shop on each plane but the usual one, Istio's API with sidecars: what the example is told for it. */
export const planes: { readonly [plane: string]: () => OnlineBoutiqueProps } = {
  'ambient': () => ({
    mesh: { controlPlane: ControlPlane.existing(), dataPlane: DataPlane.ambient(), outbound: OutboundTraffic.ALLOW_ANY },
    options: { waypoint: true },
  }),
  'gateway-api': () => ({ mesh: { controlPlane: ControlPlane.existing({ trafficApi: TrafficApi.GATEWAY_API }) } }),
  // Google's control plane is one of a fleet's clusters
  'managed': () => ({
    mesh: { controlPlane: ControlPlane.managed() },
    place: (app) => new Fleet(app, 'fleet', { project: project() }).addGkeCluster('boutique', { location: 'europe-west1' }),
  }),
  'service-routing': () => ({
    mesh: {
      controlPlane: ControlPlane.serviceRouting({
        project: project(),
        zones: ['europe-west1-b', 'europe-west1-c'],
        certificateAuthority: CertificateAuthority.workloadCertificates({ project: 'boutique-prod', location: 'europe-west1', pool: 'mesh', objectName: 'mesh-ca' }),
        acknowledge: [{ feature: MeshFeature.EXTERNAL_DNS, reason: 'the alpha kinds are installed' }],
      }),
    },
    options: { tlsInFront: true, edge: GatewayWorkload.trafficDirector() },
  }),
  'static': () => ({ mesh: { controlPlane: ControlPlane.static({ issuer: 'mesh-ca' }) } }),
};
