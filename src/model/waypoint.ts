import type { DataPlaneMode, IdentityModel, MeshModel } from './mesh';
import { arrivingCalls, type ServiceModel } from './service';

/** What a waypoint takes: calls of services by their address, of pods by theirs, all, or nothing yet. */
export type WaypointTraffic = 'service' | 'workload' | 'all' | 'none';

/** A waypoint proxy for services in ambient mode. */
export interface WaypointModel {
  readonly path: string;
  readonly mesh: MeshModel;
  readonly name: string;
  readonly namespace: string;
  readonly revision?: string;
  readonly traffic: WaypointTraffic;
  /** Requests from gateways take the way over it too. */
  readonly ingress: boolean;
  readonly identity: IdentityModel;
  /** Namespaces with services of it, its own among them. */
  readonly namespaces: ReadonlySet<string>;
  /** Whether pods, where they are called by their own address, take nothing that isn't declared. */
  readonly denyByDefault: boolean;
  /** Whether NetworkPolicies isolate its pods, except for what was declared. */
  readonly guarded: boolean;
  readonly labels: { readonly [name: string]: string };
  readonly annotations: { readonly [name: string]: string };
  readonly replicas?: number;
  readonly resources?: { readonly requests?: { readonly cpu?: string; readonly memory?: string }; readonly limits?: { readonly cpu?: string; readonly memory?: string } };
  readonly autoscaling?: { readonly minReplicas?: number; readonly maxReplicas: number; readonly cpuPercent: number };
  /** Pods that stay when nodes are drained. */
  readonly minAvailable?: number;
}

/** How a service's pods take part in the mesh. */
export function dataPlaneOf(s: ServiceModel): DataPlaneMode {
  return s.dataPlane ?? s.namespaceModel?.dataPlane ?? s.mesh.dataPlane;
}

/** The waypoint that a service's own label or its namespace's names, if any. */
export function namedWaypoint(s: ServiceModel): WaypointModel | undefined {
  return s.waypoint ?? (s.kind === 'external' || dataPlaneOf(s) === 'ambient' ? s.namespaceModel?.waypoint : undefined);
}

/** The waypoint that calls of a service go over. A service without an address of its own is called by its pods' addresses. */
export function waypointOf(s: ServiceModel): WaypointModel | undefined {
  const w = namedWaypoint(s);
  return w && !s.headless && (w.traffic === 'service' || w.traffic === 'all') ? w : undefined;
}

/** Callers that don't go over the waypoint of a service: their own proxies follow its rules, and connect to its pods. */
export function directCallers(s: ServiceModel): ServiceModel['callers'] {
  const w = waypointOf(s);
  return arrivingCalls(s).filter((c) => (c.caller ? dataPlaneOf(c.caller) === 'sidecar' : c.gateway !== undefined && !w?.ingress));
}

/** Whether a service that only ztunnel protects, without request rules, has allowed callers. */
export function calledFromAmbient(s: ServiceModel): boolean {
  const callers = arrivingCalls(s);
  const declared = callers.length > 0 && (s.namespaceModel?.denyByDefault ?? false) && !s.access.some((a) => a.action === 'allow');
  const ambient = callers.some((c) => c.caller && dataPlaneOf(c.caller) === 'ambient');
  return ambient || (!declared && dataPlaneOf(s) === 'ambient');
}
