import type { ApiObject } from 'cdk8s';
import { AttachedDistribution, type AttachedClusterOptions, type FleetClusterOptions } from './cluster-options';
import type { Hub } from './hub';
import type { GoogleProject } from '../google/project';
import * as names from '../grammar/names';

/** A GKE cluster in Google Cloud. */
export interface GkeFacts {
  readonly project: GoogleProject;
  readonly location: string;
  readonly id: string;
  /** VPC network of the cluster: `projects/P/global/networks/N`. */
  readonly network: string;
}

/** The properties of a cluster in a fleet. */
export interface ClusterFacts {
  readonly gke?: GkeFacts;
  readonly membershipLocation: string;
  readonly attached?: AttachedClusterOptions;
  readonly options: FleetClusterOptions;
}

/** The issuer of workload identities in a cluster. */
export function issuerOf({ gke, attached }: ClusterFacts): string {
  return gke ? `https://container.googleapis.com/v1/projects/${gke.project.id}/locations/${gke.location}/clusters/${gke.id}` : attached!.issuerUrl;
}

/** Makes a cluster a member of the fleet. */
export function register(hub: Hub, fleet: GoogleProject, name: string, facts: ClusterFacts): ApiObject {
  const labels = labelsOf(name, facts.options);
  return facts.gke ? registerGke(hub, fleet, name, facts, facts.gke, labels) : attach(hub, fleet, name, facts.attached!, labels);
}

type Labels = { readonly [name: string]: string } | undefined;

function registerGke(hub: Hub, fleet: GoogleProject, name: string, facts: ClusterFacts, gke: GkeFacts, labels: Labels): ApiObject {
  return hub.emit({
    kind: 'GKEHubMembership',
    name,
    labels,
    annotations: { 'cnrm.cloud.google.com/project-id': fleet.id, 'cdk8s-mesh.dev/network': gke.network },
    after: [hub.api('gkehub.googleapis.com')],
    spec: () => ({
      location: facts.membershipLocation,
      authority: { issuer: issuerOf(facts) },
      endpoint: { gkeCluster: { resourceRef: { external: `//container.googleapis.com/projects/${gke.project.id}/locations/${gke.location}/clusters/${gke.id}` } } },
    }),
  });
}

/** Attaching a cluster also registers it. */
function attach(hub: Hub, fleet: GoogleProject, name: string, attached: AttachedClusterOptions, labels: Labels): ApiObject {
  return hub.emit({
    kind: 'ContainerAttachedCluster',
    name,
    labels,
    after: [hub.api('gkemulticloud.googleapis.com')],
    spec: () => ({
      projectRef: { external: `projects/${fleet.id}` },
      location: attached.location,
      distribution: attached.distribution ?? AttachedDistribution.GENERIC,
      platformVersion: attached.platformVersion,
      oidcConfig: { issuerUrl: attached.issuerUrl, ...(attached.jwks ? { jwks: attached.jwks } : {}) },
      fleet: { projectRef: { external: `projects/${fleet.number}` } },
    }),
  });
}

function labelsOf(name: string, { trustLevel, labels = {} }: FleetClusterOptions): Labels {
  if (trustLevel !== undefined) {
    names.labelValue(`the trustLevel of cluster '${name}'`, trustLevel);
  }
  const all = { ...labels, ...(trustLevel === undefined ? {} : { 'trust-level': trustLevel }) };
  return Object.keys(all).length > 0 ? all : undefined;
}
