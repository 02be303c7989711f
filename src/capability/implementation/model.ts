import type { ReportModel } from '../reports/model';

/** An implementation of Gateway API. */
export interface ImplementationModel {
  /** Its name in conformance reports: `organization/project`. */
  readonly name: string;
  /** Its name in a sentence. */
  readonly title: string;
  readonly version?: string;
  /** Its published conformance report; undefined if there is none, or if support is measured here. */
  readonly report?: ReportModel;
  /** Another API that it reads: Istio's, or the policies of GKE. */
  readonly dialect: 'istio' | 'gke' | 'none';
  /** Class of its Gateways; undefined if it has none. */
  readonly className?: string;
  /** Its proxies are part of the mesh and use this account, for a gateway with this name. */
  readonly proxiesInMesh?: (gateway: string) => string;
  /** Supported features beyond its report. */
  readonly supports: ReadonlySet<string>;
  /** Labels that make its proxies join the pods of a namespace. */
  readonly labels: { readonly [name: string]: string };
  readonly annotations: { readonly [name: string]: string };
}

/** Google's Gateway API mesh, named as in conformance reports. */
export const CLOUD_SERVICE_MESH = 'google/cloud-service-mesh';

/** Label that selects how a pod joins Google's mesh: `sidecar` or `proxyless`. A pod's label overrides that of its namespace. */
export const CSM_INJECTION = 'mesh.cloud.google.com/csm-injection';

/** Istio in the version pinned here: measured, not taken from a report. */
export const ISTIO: ImplementationModel = {
  name: 'istio/istio', title: 'Istio', dialect: 'istio', className: 'istio', supports: new Set(), labels: {}, annotations: {},
};
