import type { DataPlaneMode, IdentityModel, MeshModel } from './mesh';
import { arrivingCalls, type ServiceModel } from './service';

/** The traffic of a waypoint: to service addresses, to pod addresses, both, or none yet. */
export type WaypointTraffic = 'service' | 'workload' | 'all' | 'none';

/** A waypoint proxy for services in ambient mode. */
export interface WaypointModel {
  readonly path: string;
  readonly mesh: MeshModel;
  readonly name: string;
  readonly namespace: string;
  readonly revision?: string;
  readonly traffic: WaypointTraffic;
  /** Whether requests from gateways also pass through it. */
  readonly ingress: boolean;
  readonly identity: IdentityModel;
  /** Namespaces with services that use it, including its own. */
  readonly namespaces: ReadonlySet<string>;
  /** Whether pods called by their own address reject undeclared calls. */
  readonly denyByDefault: boolean;
  /** Whether NetworkPolicies isolate its pods, except for what was declared. */
  readonly guarded: boolean;
  readonly labels: { readonly [name: string]: string };
  readonly annotations: { readonly [name: string]: string };
  readonly replicas?: number;
  readonly resources?: { readonly requests?: { readonly cpu?: string; readonly memory?: string }; readonly limits?: { readonly cpu?: string; readonly memory?: string } };
  readonly autoscaling?: { readonly minReplicas?: number; readonly maxReplicas: number; readonly cpuPercent: number };
  /** Pods that must stay available when nodes are drained. */
  readonly minAvailable?: number;
}

/** How a service's pods join the mesh. */
export function dataPlaneOf(s: ServiceModel): DataPlaneMode {
  return s.dataPlane ?? s.namespaceModel?.dataPlane ?? s.mesh.dataPlane;
}

/** The waypoint named by the label of a service or its namespace, if any. */
export function namedWaypoint(s: ServiceModel): WaypointModel | undefined {
  return s.waypoint ?? (s.kind === 'external' || dataPlaneOf(s) === 'ambient' ? s.namespaceModel?.waypoint : undefined);
}

/** The waypoint for calls to a service. A service without an address of its own is called by its pods' addresses. */
export function waypointOf(s: ServiceModel): WaypointModel | undefined {
  const w = namedWaypoint(s);
  return w && !s.headless && (w.traffic === 'service' || w.traffic === 'all') ? w : undefined;
}

/** Callers that bypass the waypoint of a service: their own proxies apply its rules, and connect to its pods. */
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
