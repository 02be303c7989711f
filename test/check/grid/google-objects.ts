/** Objects of Config Connector and of GKE, as the checks on Google's meshes read them. */

type Objects = Record<string, any>;

/** An object of Config Connector in a namespace of its own, for a project. */
export const connector = (group: string, kind: string, name: string, spec: object, meta: object = {}): Objects => ({
  apiVersion: `${group}.cnrm.cloud.google.com/v1beta1`, kind, metadata: { name, namespace: 'net', ...meta }, spec: { location: 'global', projectRef: { external: 'projects/shop-prod' }, ...spec },
});

/** An object of Compute Engine: its project is the one of its namespace. */
export const compute = (kind: string, name: string, spec: object): Objects => ({
  apiVersion: 'compute.cnrm.cloud.google.com/v1beta1', kind, metadata: { name, namespace: 'net' }, spec: { location: 'global', ...spec },
});

/** A route of a mesh, of one of the four kinds. */
export const route = (kind: 'HTTP' | 'GRPC' | 'TCP' | 'TLS', spec: object, name = 'cart'): Objects => connector('networkservices', `NetworkServices${kind}Route`, name, {
  meshes: [{ name: 'shop' }], ...(kind === 'HTTP' || kind === 'GRPC' ? { hostnames: ['cart.example.com'] } : {}), ...spec,
});

/** An action that routes to backend services. */
export const to = (...names: string[]) => ({ destinations: names.map((name) => ({ serviceRef: { name } })) });

/** An HTTP route of one rule. */
export const http = (action: object, match?: object): Objects => route('HTTP', { rules: [{ ...(match && { matches: [match] }), action }] });

/** A backend service of a mesh. */
export const backend = (spec: object, name = 'cart'): Objects => compute('ComputeBackendService', name, {
  loadBalancingScheme: 'INTERNAL_SELF_MANAGED', protocol: 'HTTP', healthChecks: [{ healthCheckRef: { name: 'cart' } }], ...spec,
});

/** A zonal network endpoint group, as a backend service refers to it. */
export const neg = (zone = 'a', name = 'cart') => ({ group: { networkEndpointGroupRef: { external: `projects/shop-prod/zones/us-central1-${zone}/networkEndpointGroups/${name}` } } });

/** A managed instance group, as a backend service refers to it. */
export const machines = { group: { instanceGroupRef: { external: 'projects/shop-prod/zones/us-central1-a/instanceGroups/vm' } } };

export const openMesh = (name: string, spec: object = {}): Objects => connector('networkservices', 'NetworkServicesGateway', name, { type: 'OPEN_MESH', scope: 'edge', ports: [443], ...spec });

export const mesh = (spec: object = {}, name = 'shop'): Objects => connector('networkservices', 'NetworkServicesMesh', name, spec);

export const callers = (rule: object, spec: object = {}): Objects => connector('networksecurity', 'NetworkSecurityAuthorizationPolicy', 'callers', { action: 'ALLOW', rules: [rule], ...spec });

export const endpoints = (spec: object): Objects => connector('networkservices', 'NetworkServicesEndpointPolicy', 'cart', {
  type: 'SIDECAR_PROXY', endpointMatcher: { metadataLabelMatcher: { metadataLabelMatchCriteria: 'MATCH_ANY', metadataLabels: [] } }, ...spec,
});

export const tlsPolicy = (kind: 'Client' | 'Server', spec: object): Objects => connector('networksecurity', `NetworkSecurity${kind}TLSPolicy`, 'tls', spec);

/** A certificate provider on the proxy's VM. */
export const provider = (pluginInstance: string) => ({ certificateProviderInstance: { pluginInstance } });

export const SPIFFE = provider('google_cloud_private_spiffe');

/** An identity in the workload identity pool of the project. */
export const PRINCIPAL = 'spiffe://shop-prod.svc.id.goog/ns/shop/sa/web';
