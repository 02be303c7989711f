import type { ReportModel } from '../reports/model';

/** An implementation of Gateway API. */
export interface ImplementationModel {
  /** Name of the implementation in conformance reports: `organization/project`. */
  readonly name: string;
  /** Name of the implementation in a sentence. */
  readonly title: string;
  readonly version?: string;
  /** Published conformance report of the implementation; undefined if there is none, or if support is measured here. */
  readonly report?: ReportModel;
  /** Another API that it reads: Istio's, or the policies of GKE. */
  readonly dialect: 'istio' | 'gke' | 'none';
  /** Class of the implementation's Gateways; undefined if there is none. */
  readonly className?: string;
  /** Returns the service account of the implementation's proxies for a gateway of this name; undefined if these proxies are not part of the mesh. */
  readonly proxiesInMesh?: (gateway: string) => string;
  /** Supported features that its conformance report does not contain. */
  readonly supports: ReadonlySet<string>;
  /** Labels that add the implementation's proxies to the pods of a namespace. */
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
