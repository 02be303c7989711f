import type { GoogleProject } from '../google/project';

/** Options of every cluster of a fleet. */
export interface FleetClusterOptions {
  /**
   * Trust level of the cluster's workloads, such as `production`. Identities are the same in all clusters of a fleet, so different trust levels in one fleet are an
   * error.
   *
   * @default - not set
   */
  readonly trustLevel?: string;
  /**
   * Whether to create the membership of the cluster. Use `false` if it is already registered.
   *
   * @default true
   */
  readonly register?: boolean;
  /**
   * Labels of the membership.
   *
   * @default - none
   */
  readonly labels?: { readonly [name: string]: string };
}

/** A GKE cluster in Google Cloud. */
export interface GkeClusterOptions extends FleetClusterOptions {
  /** Region or zone of the cluster: `europe-west1`, `europe-west1-b`. */
  readonly location: string;
  /**
   * The cluster's project.
   *
   * @default - the project of the fleet
   */
  readonly project?: GoogleProject;
  /**
   * Name of the cluster in Google Cloud.
   *
   * @default - the name of the membership
   */
  readonly clusterId?: string;
  /**
   * Name of the cluster's VPC network, with its project if that differs from the cluster's: `host-project/shared-net`.
   *
   * @default default
   */
  readonly network?: string;
  /**
   * Location of the membership: `global`, or the region of the cluster.
   *
   * @default - the region of the cluster
   */
  readonly membershipLocation?: string;
}

/** Distribution of a cluster that is attached to Google Cloud. */
export enum AttachedDistribution {
  /** Elastic Kubernetes Service of AWS. */
  EKS = 'eks',
  /** Azure Kubernetes Service. */
  AKS = 'aks',
  /** Any other CNCF-conformant distribution. */
  GENERIC = 'generic',
}

/** A Kubernetes cluster that runs elsewhere. */
export interface AttachedClusterOptions extends FleetClusterOptions {
  /** Google Cloud region that manages the cluster: `europe-west1`. */
  readonly location: string;
  /** Issuer of the cluster's service account tokens, an https URL. */
  readonly issuerUrl: string;
  /** Version of the attached platform: `1.31.0-gke.1`. */
  readonly platformVersion: string;
  /**
   * Distribution of the cluster.
   *
   * @default AttachedDistribution.GENERIC
   */
  readonly distribution?: AttachedDistribution;
  /**
   * Public keys of the issuer, base64 of a JSON Web Key Set; needed if Google can't reach the issuer.
   *
   * @default - fetched from the issuer
   */
  readonly jwks?: string;
}
