import type { Pod } from '../../../world/pods';

const EXCLUDED = 'traffic.sidecar.istio.io/excludeInboundPorts';
const INCLUDED = 'traffic.sidecar.istio.io/includeInboundPorts';
const list = (text: string): readonly string[] => text.split(',').map((t) => t.trim()).filter((t) => t);

/** The annotation that makes connections to a port of a pod bypass its sidecar; undefined if the sidecar handles them. */
export function pastSidecar(pod: Pod, port: number): string | undefined {
  const included = pod.annotations[INCLUDED];
  if (included !== undefined && included.trim() !== '*' && !list(included).includes(String(port))) return INCLUDED;
  const excluded = pod.annotations[EXCLUDED];
  return excluded !== undefined && list(excluded).includes(String(port)) ? EXCLUDED : undefined;
}

const OUTBOUND = 'traffic.sidecar.istio.io/excludeOutboundPorts';
/** Whether connections of a pod to a port bypass its own sidecar. */
export const leavesPastSidecar = (pod: Pod, port: number): boolean => list(pod.annotations[OUTBOUND] ?? '').includes(String(port));
