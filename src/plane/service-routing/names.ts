import { createHash } from 'crypto';
import { trimEnd } from '../../grammar/trim';
import type { PortModel, ServiceModel, VersionModel } from '../../model/service';
import type { ServiceRoutingModel } from '../../model/service-routing';
import type { Slot } from '../plane';

export type Json = { [k: string]: any };

const MAX = 63;

/** A valid Google resource name: letters, digits and '-', starting with a letter, at most 63 characters. A longer name ends in a digest of all of it. */
export function resourceName(...parts: ReadonlyArray<string | undefined>): string {
  const whole = parts.filter((p) => p !== undefined && p !== '').join('-').toLowerCase().replace(/[^a-z0-9-]+/g, '-');
  const name = /^[a-z]/.test(whole) ? whole : `s-${whole}`;
  if (name.length <= MAX) {
    return trimEnd(name, '-');
  }
  const digest = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 8);
  return `${trimEnd(name.slice(0, MAX - 9), '-')}-${digest}`;
}

/** Name of the backend service for a port of a service or version. */
export function backendServiceName(s: ServiceModel, v: VersionModel | undefined, p: PortModel): string {
  const several = s.ports.filter((q) => q.protocol !== 'udp').length > 1;
  return resourceName(s.namespace, s.name, v?.name, several ? String(p.port) : undefined);
}

/** Name of the network endpoint groups in which GKE keeps the pods behind a port. */
export function endpointGroupName(r: ServiceRoutingModel, s: ServiceModel, v: VersionModel | undefined, p: PortModel): string {
  return resourceName(r.cluster.name, s.namespace, s.name, v?.name, String(p.port));
}

interface ConnectorOptions {
  readonly version?: string;
  readonly id?: string;
  readonly owner?: string;
  readonly lateAnnotations?: Slot['lateAnnotations'];
}

/** A Config Connector object: in the mesh's project, unless its spec names one. */
export function connector(r: ServiceRoutingModel, group: string, kind: string, name: string, spec: () => Json, more: ConnectorOptions = {}): Slot {
  return {
    id: more.id ?? `${kind}-${name}`,
    elsewhere: true,
    owner: more.owner,
    apiVersion: `${group}.cnrm.cloud.google.com/${more.version ?? 'v1beta1'}`,
    kind,
    name,
    namespace: r.namespace,
    annotations: NAMES_PROJECT.has(kind) ? undefined : { 'cnrm.cloud.google.com/project-id': r.project.id },
    lateAnnotations: more.lateAnnotations,
    render: () => ({ spec: spec() }),
  };
}

/** Kinds whose spec names the project, or that belong to no project. */
const NAMES_PROJECT = new Set([
  'NetworkServicesMesh', 'NetworkServicesGateway', 'NetworkServicesHTTPRoute', 'NetworkServicesGRPCRoute', 'NetworkServicesTCPRoute', 'NetworkServicesTLSRoute', 'NetworkServicesEndpointPolicy',
  'NetworkSecurityServerTLSPolicy', 'NetworkSecurityClientTLSPolicy', 'NetworkSecurityAuthorizationPolicy', 'ComputeGlobalNetworkEndpointGroup', 'ComputeGlobalNetworkEndpoint',
]);

/** The common spec of global resources of network services and network security. */
export function globally(r: ServiceRoutingModel): Json {
  return { projectRef: { external: `projects/${r.project.id}` }, location: 'global' };
}
