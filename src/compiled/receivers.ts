import type { PortMode } from './authentication';
import { sourceText } from './evaluate/story';
import type { Cluster, Endpoint } from './form';
import type { MeshModel } from './model';
import { kindOf } from './proxy-kind';
import { inAmbient, inMesh } from '../world/in-mesh';
import type { Pod } from '../world/pods';

/** What the receiving sidecars do with plaintext. */
export interface Reception {
  /** why all workloads refuse it */
  readonly refused?: string;
  /** why only some do */
  readonly unknown?: string;
}

const ACCEPTED: Reception = {};

/** What the sidecars of the workloads behind a cluster do with requests that a proxy sends in plaintext: with STRICT mutual TLS they refuse them. */
export function receptionOf({ world, authentication }: MeshModel, { tls, autoTls, service, endpoints }: Cluster): Reception {
  if (tls || autoTls || !service || endpoints.length === 0) return ACCEPTED;
  const strict = endpoints.map((endpoint) => {
    const pod = podOf(endpoint, world.pods(endpoint.labels, endpoint.namespace));
    if (!pod || kindOf(pod) !== 'sidecar' || !inMesh(world, pod) || inAmbient(world, pod) || !isIntercepted(pod, endpoint.port)) return undefined;
    const modes = authentication.ofWorkload(pod.namespace, pod.labels);
    const mode: PortMode = modes.ports.get(endpoint.port) ?? modes;
    return mode.mode === 'STRICT' ? { endpoint, mode } : undefined;
  });
  const [first] = strict.filter((s) => s !== undefined);
  if (!first) return ACCEPTED;
  const { endpoint: { namespace, workload, port }, mode: { origin } } = first;
  const why = `the sidecar of ${namespace}/${workload} accepts only mutual TLS on port ${port}${origin ? ` (${sourceText(origin)})` : ''}, and the request arrives in plaintext`;
  return strict.every((s) => s !== undefined) ? { refused: why } : { unknown: `${why}; other workloads accept it, and which of them gets it is unknown` };
}

const podOf = ({ workload }: Endpoint, pods: readonly Pod[]): Pod | undefined => pods.find((p) => p.name === workload);

/** Whether connections to a port of a pod pass its sidecar. */
function isIntercepted({ annotations }: Pod, port: number): boolean {
  const ports = (name: string): readonly string[] | undefined => annotations[`traffic.sidecar.istio.io/${name}`]?.split(',').map((p) => p.trim());
  const [included, excluded] = [ports('includeInboundPorts') ?? ['*'], ports('excludeInboundPorts') ?? []];
  return (included.includes('*') || included.includes(String(port))) && !excluded.includes(String(port));
}
