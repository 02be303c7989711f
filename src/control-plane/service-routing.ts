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
   * Zones that the nodes of the cluster are in. GKE keeps the pods of a service in one group of endpoints a zone, and each is named in what
   * routes lead to; a zone without nodes has none, and naming it is an error of Google's API.
   *
   * @default - the zone of a zonal cluster of a fleet; none with `autoneg`
   */
  readonly zones?: string[];
  /**
   * Whether the autoneg controller, which is installed in the cluster, attaches the groups of pods to the backend services, so that no zone is
   * named here and nodes may come and go in any. Config Connector then leaves the backends of those services alone.
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
   * Port by which proxies take over what their program sends.
   *
   * @default 15001
   */
  readonly interceptionPort?: number;
  /**
   * Whether callers may name a service without its namespace. A name is one of the mesh as a whole, so two services of the same name, in two
   * namespaces, can't both have it.
   *
   * @default true
   */
  readonly shortNames?: boolean;
  /**
   * DNS domain by which clients outside Kubernetes (VMs, Cloud Run) call services: `SERVICE.NAMESPACE.DOMAIN`. A private zone of it is made.
   *
   * @default - such clients call no names that DNS must know
   */
  readonly domain?: string;
  /**
   * Requests for each second that one endpoint takes; when all endpoints nearby take as many, those of other zones and regions are asked. For
   * plain connections, the connections at a time.
   *
   * @default 100
   */
  readonly maxRatePerEndpoint?: number;
  /**
   * Where the pods of the cluster have the certificates from that mutual TLS is made of: `CertificateAuthority.workloadCertificates(…)`, for which
   * the configuration of GKE and the roles on the pools are written, or `CertificateAuthority.elsewhere()`. Pods of service routing get none
   * by themselves. The cluster needs `meshCertificates.enableCertificates`.
   *
   * @default - none: a service that takes mutual TLS is an error at synth
   * @see https://cloud.google.com/service-mesh/docs/service-routing/security-proxyless-setup
   */
  readonly certificateAuthority?: CertificateAuthority;
  /**
   * Whether Google's health checks are let in by a rule of the firewall.
   *
   * @default true
   */
  readonly firewall?: boolean;
  /**
   * Whether the workloads of the cluster are given the role `roles/trafficdirector.client`.
   *
   * @default true
   */
  readonly grants?: boolean;
  /**
   * E-mail addresses of the Google service accounts of clients outside Kubernetes (machines, Cloud Run), which are given that role too, and
   * `roles/cloudtrace.agent`.
   *
   * @default - none
   */
  readonly clientAccounts?: string[];
  /**
   * Whether the APIs that are needed are turned on.
   *
   * @default true
   */
  readonly enableApis?: boolean;
  /**
   * Features that the plane says with a difference, and that are wanted all the same. Without it such a feature is an error at synth.
   *
   * @default - none
   */
  readonly acknowledge?: AcceptedDifference[];
}
