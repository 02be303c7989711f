import type { AcceptedDifference } from './accepted-difference';
import type { CertificateAuthority } from './certificate-authority';
import type { GoogleProject } from '../google/project';

/** A mesh of Google's service routing API. */
export interface ServiceRoutingProps {
  /**
   * Project that the mesh is in.
   *
   * @default - that of the fleet, for a mesh in a cluster of one
   */
  readonly project?: GoogleProject;
  /**
   * Zones that the nodes of the cluster are in. GKE has one network endpoint group per zone for a service, and backend services name each; a zone without
   * nodes has none, and naming it is an error of Google's API.
   *
   * @default - the zone of a zonal cluster of a fleet; none with `autoneg`
   */
  readonly zones?: string[];
  /**
   * Whether the autoneg controller, which must be installed in the cluster, attaches network endpoint groups to the backend services. No zones are then
   * named here, and nodes may come and go in any zone. Config Connector then leaves the backends of those services alone.
   *
   * @see https://github.com/GoogleCloudPlatform/gke-autoneg-controller
   * @default false
   */
  readonly autoneg?: boolean;
  /**
   * Name of the Mesh resource, which clients name: a letter, then letters, digits and '-', 63 in all.
   *
   * @default - the id of the mesh's construct
   */
  readonly meshName?: string;
  /**
   * VPC network of the clients and endpoints; with its project when it is not the mesh's: `host-project/shared-net`.
   *
   * @default - that of the cluster of a fleet; else default
   */
  readonly network?: string;
  /**
   * Namespace of the objects of Config Connector. In a fleet they go to its management cluster, elsewhere they are a chart beneath the mesh.
   *
   * @default service-routing
   */
  readonly namespace?: string;
  /**
   * Whether the namespace of those objects is made.
   *
   * @default true
   */
  readonly createNamespace?: boolean;
  /**
   * Port to which proxies redirect outbound traffic.
   *
   * @default 15001
   */
  readonly interceptionPort?: number;
  /**
   * Whether callers may name a service without its namespace. Names are unique in the mesh, so two services of the same name in two namespaces cannot both
   * have a short name.
   *
   * @default true
   */
  readonly shortNames?: boolean;
  /**
   * DNS domain by which clients outside Kubernetes (VMs, Cloud Run) call services: `SERVICE.NAMESPACE.DOMAIN`. A private DNS zone is created for it.
   *
   * @default - none: such clients call nothing by such names
   */
  readonly domain?: string;
  /**
   * Requests per second for each endpoint; when all nearby endpoints reach it, traffic spills over to other zones and regions. For TCP, the number of
   * concurrent connections.
   *
   * @default 100
   */
  readonly maxRatePerEndpoint?: number;
  /**
   * Source of the certificates that pods of the cluster use for mutual TLS: `CertificateAuthority.workloadCertificates(…)`, for which the configuration of
   * GKE and the roles on the pools are written, or `CertificateAuthority.elsewhere()`. Service routing issues none by itself. The cluster needs
   * `meshCertificates.enableCertificates`.
   *
   * @default - none: a service that requires mutual TLS is an error at synth
   * @see https://cloud.google.com/service-mesh/docs/service-routing/security-proxyless-setup
   */
  readonly certificateAuthority?: CertificateAuthority;
  /**
   * Whether a firewall rule admits Google's health checks.
   *
   * @default true
   */
  readonly firewall?: boolean;
  /**
   * Whether the workloads of the cluster are granted the role `roles/trafficdirector.client`.
   *
   * @default true
   */
  readonly grants?: boolean;
  /**
   * E-mail addresses of the Google service accounts of clients outside Kubernetes (VMs, Cloud Run), which are granted that role too, and
   * `roles/cloudtrace.agent`.
   *
   * @default - none
   */
  readonly clientAccounts?: string[];
  /**
   * Whether the required APIs are enabled.
   *
   * @default true
   */
  readonly enableApis?: boolean;
  /**
   * Features that the plane supports only with a difference, and that you accept. Otherwise such a feature is an error at synth.
   *
   * @default - none
   */
  readonly acknowledge?: AcceptedDifference[];
}
