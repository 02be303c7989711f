import type { AuthorityModel } from './managed';
import type { ProbeModel } from './service';

/** A mesh of Google's service routing API, with the location of its clients and endpoints. */
export interface ServiceRoutingModel {
  /** Name of the Mesh resource. */
  readonly mesh: string;
  readonly project: { readonly id: string; readonly number: string };
  /** VPC network, as `projects/P/global/networks/N`. */
  readonly network: string;
  /** Where Google finds the pods of this cluster. */
  readonly cluster: RoutedCluster;
  readonly interceptionPort: number;
  /** Namespace of the Config Connector objects. */
  readonly namespace: string;
  readonly createNamespace: boolean;
  /** Whether callers may use a service's name without its namespace. */
  readonly shortNames: boolean;
  /** DNS domain by which clients outside Kubernetes call services. */
  readonly domain?: string;
  /** Requests per second per endpoint before other zones are used. */
  readonly maxRatePerEndpoint: number;
  /** The source of the pods' certificates; undefined if not set. */
  readonly authority?: AuthorityModel;
  /** Other resources to create: a firewall rule, roles, APIs. */
  readonly firewall: boolean;
  readonly grants: boolean;
  /** Google service accounts of clients outside Kubernetes. */
  readonly clientAccounts: readonly string[];
  readonly apis: boolean;
}

/** A GKE cluster, as needed to find endpoints in it by project and zones. */
export interface RoutedCluster {
  /** Distinguishes the endpoint groups of clusters; undefined if there is one cluster. */
  readonly name?: string;
  readonly project: { readonly id: string; readonly number: string };
  /** Zones of its nodes; empty if autoneg finds them. */
  readonly zones: readonly string[];
  /** Whether the autoneg controller attaches the pods' NEGs to backend services, instead of Config Connector. */
  readonly autoneg: boolean;
}

/** A managed instance group: VMs behind services of the mesh. */
export interface InstanceGroupModel {
  readonly path: string;
  readonly name: string;
  /** Zone or region. */
  readonly location: string;
  /** Zones of the region; if empty, Google chooses them. */
  readonly zones: readonly string[];
  readonly size: number;
  readonly ports: { readonly [name: string]: number };
  readonly machineType: string;
  readonly image: string;
  readonly diskGib?: number;
  readonly subnetwork?: string;
  readonly serviceAccount: string;
  readonly metadata: { readonly [key: string]: string };
  readonly labels: { readonly [name: string]: string };
  readonly tags: readonly string[];
  readonly probe?: ProbeModel;
  readonly initialDelaySeconds: number;
  /** Whether an Envoy of the mesh runs on its VMs. */
  readonly proxied: boolean;
}
