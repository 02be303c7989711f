import type { AcceptedDifference } from './accepted-difference';
import type { CertificateAuthority } from './certificate-authority';
import type { GoogleProject } from '../google/project';

/** A mesh of Google's service routing API. */
export interface ServiceRoutingProps {
  /**
   * Project of the mesh.
   *
   * @default - the project of the fleet, for a mesh in a cluster of a fleet
   */
  readonly project?: GoogleProject;
  /**
   * Zones of the cluster's nodes. GKE creates one network endpoint group per zone for a service, and backend services refer to each of them. A zone without
   * nodes has none, and a reference to it is rejected by Google's API.
   *
   * @default - the zone of a zonal cluster of a fleet; none with `autoneg`
   */
  readonly zones?: string[];
  /**
   * Whether the autoneg controller, which must be installed in the cluster, attaches network endpoint groups to the backend services. In that case omit
   * `zones`; nodes may change zones, and Config Connector ignores the backends of those services.
   *
   * @see https://github.com/GoogleCloudPlatform/gke-autoneg-controller
   * @default false
   */
  readonly autoneg?: boolean;
  /**
   * Name of the Mesh resource, used by clients: letters, digits and '-', starting with a letter, at most 63 characters. @default - the ID of the mesh's
   * construct
   */
  readonly meshName?: string;
  /**
   * VPC network of the clients and endpoints; with its project if that differs from the mesh's: `host-project/shared-net`.
   *
   * @default - the network of the cluster in a fleet; otherwise default
   */
  readonly network?: string;
  /**
   * Namespace of the Config Connector objects. In a fleet they go to its management cluster; otherwise they are in a chart in the mesh's scope.
   *
   * @default service-routing
   */
  readonly namespace?: string;
  /**
   * Whether to create the namespace of those objects.
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
   * @default - none: such clients can't call services by name
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
   * Whether to grant the workloads of the cluster the role `roles/trafficdirector.client`.
   *
   * @default true
   */
  readonly grants?: boolean;
  /**
   * E-mail addresses of the Google service accounts of clients outside Kubernetes (VMs, Cloud Run), which are also granted that role and
   * `roles/cloudtrace.agent`.
   *
   * @default - none
   */
  readonly clientAccounts?: string[];
  /**
   * Whether to enable the required APIs.
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
