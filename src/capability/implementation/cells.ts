import type { ImplementationModel } from './model';
import { MeshFeature } from '../feature';
import { featuresOf } from '../features';
import { GOOGLE } from './google';
import { type Cell, full, none } from '../table/cell';
import { GATEWAY_API } from '../table/gateway-api';

/** The few features for services, access and the mesh that Kubernetes and Gateway API can express. */
const OWN: ReadonlySet<MeshFeature> = new Set([
  MeshFeature.UPSTREAM_TLS_SIMPLE, MeshFeature.UPSTREAM_TLS_CONFIG_MAP, MeshFeature.PORT_POLICY, MeshFeature.VERSION_POLICY,
  MeshFeature.SERVICE_HEADLESS, MeshFeature.ADOPTED_WORKLOAD, MeshFeature.INJECTION, MeshFeature.OUTBOUND_ALLOW_ANY, MeshFeature.MTLS_PERMISSIVE,
]);

/** At gateways: options of Istio's listeners. */
const OPTIONS: ReadonlySet<MeshFeature> = new Set([MeshFeature.CIPHER_SUITES, MeshFeature.CLIENT_CERTIFICATE_OPTIONAL]);

/** Features that the plane writes in Istio's API, in addition to Gateway API. */
const BESIDE: ReadonlySet<MeshFeature> = new Set([
  ...featuresOf('policy', 'security', 'mesh').filter((f) => !OWN.has(f)),
  ...featuresOf('edge').filter((f) => OPTIONS.has(f)),
]);

/** A feature without Istio's API: disabled, or left to the implementation's own objects. */
const WITHOUT: { readonly [F in MeshFeature]?: string } = {
  [MeshFeature.MTLS_STRICT]: 'mtls: MutualTls.PERMISSIVE, and the implementation\'s own policy',
  [MeshFeature.DENY_BY_DEFAULT]: 'denyByDefault: false, and the implementation\'s own policies',
  [MeshFeature.SCOPED_SIDECARS]: 'scopeSidecars: false',
  [MeshFeature.OUTBOUND_REGISTRY_ONLY]: 'outbound: OutboundTraffic.ALLOW_ANY',
  [MeshFeature.CLUSTER_SET_HOST]: 'call it by its own host',
  [MeshFeature.CLUSTER_SET_BACKEND]: 'the service in its own cluster; at the edge of GKE, MultiClusterGateway',
  [MeshFeature.CLIENT_CERTIFICATE_OPTIONAL]: 'ClientAuth.REQUIRED: Gateway API\'s AllowInsecureFallback accepts invalid certificates too',
};

/** The support of a feature by the plane with an implementation other than Istio. */
export function cellOf(by: ImplementationModel, edge: boolean): ((feature: MeshFeature) => Cell) | undefined {
  if (by.dialect === 'istio') {
    return undefined;
  }
  return (feature) => {
    if (edge && (feature === MeshFeature.CLIENT_CERTIFICATE || feature === MeshFeature.CLIENT_CA_CONFIG_MAP)) {
      return full('spec.tls.frontend of the Gateway');
    }
    const google = by.dialect === 'gke' && !edge ? GOOGLE[feature] : undefined;
    if (google) {
      return google;
    }
    const cell = GATEWAY_API.cells[feature];
    if (cell.level === 'none') {
      const without = WITHOUT[feature];
      return feature === MeshFeature.LISTENER_UDP ? full('UDPRoute') : without === undefined ? cell : none(without);
    }
    if (!BESIDE.has(feature)) {
      return cell;
    }
    return none(WITHOUT[feature] ?? `an object of ${by.title}'s own, as Gateway API does not cover it and ${by.title} does not support Istio's API`);
  };
}
