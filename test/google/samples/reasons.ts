/** Reasons that apply to samples of many systems. */
export const NAMESPACE = 'the sample leaves the namespace to kubectl';
export const VERSION = 'the version of the API that is served today; its fields are the same';
export const FULL_HOST = 'hosts are written in full, so that they mean the same in every namespace';
export const PORT = 'the port is named, as a service may have several';
export const LABELS = 'labels and annotations that only describe the sample';
export const WORKLOAD = 'the sample shows this object alone; the app has the service that it is about';
export const ENROLLED = 'the sample leaves the namespace and its injection to other files';
export const FLEET = 'the fleet that turns the mesh on, which the sample does by gcloud';
export const OPTIONS = 'the options of the control plane, said by default';
export const PROJECT = 'a project is named by `projects/ID`, as the reference is defined';

/** Objects that the app has for a fleet with a managed mesh. */
export const FLEET_OBJECTS = {
  Namespace: ENROLLED, GKEHubFeature: FLEET, GKEHubMembership: FLEET, GKEHubFeatureMembership: FLEET, ConfigMap: OPTIONS, PeerAuthentication: 'mutual TLS is said for the mesh, whatever the default of the control plane is',
};

/** Objects of a service of the mesh with a workload. */
export const SERVICE_OBJECTS = { Service: WORKLOAD, ServiceAccount: WORKLOAD, Deployment: WORKLOAD };

/** Objects that a mesh has where only declared calls are taken, and callers know only what they call. */
export const CLOSED_OBJECTS = {
  Sidecar: 'what each proxy knows follows from the declared calls', AuthorizationPolicy: 'who may call whom follows from the declared calls',
};

/** The differences of all objects of Istio's API. */
export const ISTIO = { '* apiVersion': VERSION, '* metadata.namespace': NAMESPACE };
