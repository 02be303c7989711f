import type { ReportModel } from '../reports/model';

/** Who carries out objects of Gateway API. */
export interface ImplementationModel {
  /** As its conformance reports name it: `organization/project`. */
  readonly name: string;
  /** As it stands in a sentence. */
  readonly title: string;
  readonly version?: string;
  /** What it published of itself; undefined when nothing is published, and for what is measured here. */
  readonly report?: ReportModel;
  /** Which further API it reads: Istio's, or the policies of GKE. */
  readonly dialect: 'istio' | 'gke' | 'none';
  /** Class of its Gateways; undefined for one that has none. */
  readonly className?: string;
  /** Its proxies are members of the mesh, and run as this account, where a gateway has that name. */
  readonly proxiesInMesh?: (gateway: string) => string;
  /** Features that it supports beyond its report. */
  readonly supports: ReadonlySet<string>;
  /** What makes its proxies join the pods of a namespace. */
  readonly labels: { readonly [name: string]: string };
  readonly annotations: { readonly [name: string]: string };
}

/** Google's mesh by Gateway API, as its conformance reports would name it. */
export const CLOUD_SERVICE_MESH = 'google/cloud-service-mesh';

/** Label that selects how a pod joins Google's mesh: `sidecar` or `proxyless`. A pod's label overrides that of its namespace. */
export const CSM_INJECTION = 'mesh.cloud.google.com/csm-injection';

/** Istio as it is pinned here: measured, not taken from a report. */
export const ISTIO: ImplementationModel = {
  name: 'istio/istio', title: 'Istio', dialect: 'istio', className: 'istio', supports: new Set(), labels: {}, annotations: {},
};
