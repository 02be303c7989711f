import { waypointNetworkSlots } from './network-policy';
import { istioSlot } from './slot';
import { compact, compactOrNone } from '../../grammar/json';
import { TargetRef } from '../../istio/api/target-ref';
import { joined } from '../../model/object-name';
import type { WaypointModel } from '../../model/waypoint';
import type { Slot } from '../plane';

type Json = { [k: string]: any };

/** The proxies that istiod deploys for a waypoint, as a Gateway; their number and size are in a separate ConfigMap. */
export function waypointSlots(w: WaypointModel): readonly Slot[] {
  const head = { name: w.name, namespace: w.namespace };
  const options = parameters(w);
  const slots: Slot[] = options ? [{ ...head, id: 'ConfigMap', apiVersion: 'v1', kind: 'ConfigMap', name: joined(w.name, 'options'), render: () => ({ data: options }) }] : [];
  slots.push({
    ...head,
    id: 'Gateway',
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    labels: { ...w.labels, ...(w.revision === undefined ? {} : { 'istio.io/rev': w.revision }), 'istio.io/waypoint-for': w.traffic },
    annotations: Object.keys(w.annotations).length > 0 ? w.annotations : undefined,
    render: () => ({
      spec: compact({
        gatewayClassName: 'istio-waypoint',
        infrastructure: options && { parametersRef: { group: '', kind: 'ConfigMap', name: joined(w.name, 'options') } },
        listeners: [compact({ name: 'mesh', port: 15008, protocol: 'HBONE', allowedRoutes: allowed(w) })],
      }),
    }),
  });
  if (w.denyByDefault && (w.traffic === 'workload' || w.traffic === 'all')) {
    // a pod called by its own address is not a Service that a policy could target; what is allowed for Services stays allowed
    slots.push(istioSlot('AuthorizationPolicy', { ...head, id: 'AuthorizationPolicy', name: joined(w.name, 'deny-by-default') }, () => ({ targetRefs: [TargetRef.gateway(w.name)] })));
  }
  return [...slots, ...waypointNetworkSlots(w)];
}

/** The namespaces whose services it accepts; only its own, unless there are others. */
function allowed(w: WaypointModel): Json | undefined {
  const others = [...w.namespaces].filter((n) => n !== w.namespace).sort();
  if (others.length === 0) return undefined;
  return { namespaces: { from: 'Selector', selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [w.namespace, ...others] }] } } };
}

/** The overrides for the objects that istiod generates. */
function parameters(w: WaypointModel): { readonly [key: string]: string } | undefined {
  const resources = w.resources && compactOrNone({ requests: w.resources.requests && compact(w.resources.requests), limits: w.resources.limits && compact(w.resources.limits) });
  const data: Json = compact({
    deployment: overlay(compactOrNone({
      replicas: w.replicas,
      template: resources && { spec: { containers: [{ name: 'istio-proxy', resources }] } },
    })),
    horizontalPodAutoscaler: overlay(w.autoscaling && compact({
      minReplicas: w.autoscaling.minReplicas,
      maxReplicas: w.autoscaling.maxReplicas,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: w.autoscaling.cpuPercent } } }],
    })),
    podDisruptionBudget: overlay(w.minAvailable === undefined ? undefined : { minAvailable: w.minAvailable }),
  });
  return Object.keys(data).length > 0 ? data : undefined;
}

/** JSON is YAML. */
function overlay(spec: Json | undefined): string | undefined {
  return spec && JSON.stringify({ spec });
}
