import type { Pod } from '../../../world/pods';

const EXCLUDED = 'traffic.sidecar.istio.io/excludeInboundPorts';
const INCLUDED = 'traffic.sidecar.istio.io/includeInboundPorts';
const list = (text: string): readonly string[] => text.split(',').map((t) => t.trim()).filter((t) => t);

/** The annotation by which connections to a port of a pod go past its sidecar; undefined where the sidecar takes them. */
export function pastSidecar(pod: Pod, port: number): string | undefined {
  const included = pod.annotations[INCLUDED];
  if (included !== undefined && included.trim() !== '*' && !list(included).includes(String(port))) return INCLUDED;
  const excluded = pod.annotations[EXCLUDED];
  return excluded !== undefined && list(excluded).includes(String(port)) ? EXCLUDED : undefined;
}
