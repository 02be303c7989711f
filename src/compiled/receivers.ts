import type { PortMode } from './authentication';
import { sourceText } from './evaluate/story';
import type { Cluster, Endpoint } from './form';
import type { MeshModel } from './model';
import { kindOf } from './proxy-kind';
import { ambientNamespace, inAmbient, injected, injectSetting, inMesh } from '../world/in-mesh';
import type { Pod } from '../world/pods';
import type { World } from '../world/world';

/** What the workloads behind a cluster do with requests as a proxy sends them. */
export interface Reception {
  /** why all workloads refuse them */
  readonly refused?: string;
  /** why only some do, or why it is unknown */
  readonly unknown?: string;
}

const ACCEPTED: Reception = {};

/** How requests arrive: in plaintext, in the mesh's mutual TLS, in TLS without a client certificate, or in TLS with a certificate of the client's own. */
type Arrival = 'plaintext' | 'ISTIO_MUTUAL' | 'SIMPLE' | 'MUTUAL';

/** A workload that doesn't accept requests, or of which that is unknown. */
interface Refusal { readonly why: string; readonly unsure?: boolean }

/** Whether the workloads behind a cluster accept what a proxy sends. Auto mTLS sends to each endpoint what it accepts. */
export function receptionOf(model: MeshModel, { tls, autoTls, service, endpoints }: Cluster): Reception {
  if (autoTls || !service || endpoints.length === 0) return ACCEPTED;
  const arrival = tls?.mode ?? 'plaintext';
  const refusals = endpoints.map((endpoint) => refusalOf(model, endpoint, arrival));
  const [first] = refusals.filter((r) => r !== undefined);
  if (!first) return ACCEPTED;
  if (!refusals.every((r) => r !== undefined)) return { unknown: `${first.why}; other workloads accept it, and which of them gets it is unknown` };
  return first.unsure ? { unknown: first.why } : { refused: first.why };
}

function refusalOf({ world, authentication }: MeshModel, endpoint: Endpoint, arrival: Arrival): Refusal | undefined {
  const pod = podOf(endpoint, world.pods(endpoint.labels, endpoint.namespace));
  if (!pod || kindOf(pod) !== 'sidecar' || inAmbient(world, pod)) return undefined;
  const { namespace, workload, port } = endpoint;
  if (!inMesh(world, pod)) {
    if (arrival !== 'ISTIO_MUTUAL' || endpoint.tlsMode === 'istio' || !surelyWithoutProxy(world, pod)) return undefined;
    return { why: `${namespace}/${workload} has no sidecar that accepts mutual TLS on port ${port}, and the request arrives in ISTIO_MUTUAL` };
  }
  if (!isIntercepted(pod, port)) return undefined;
  const modes = authentication.ofWorkload(pod.namespace, pod.labels);
  return refusalBySidecar(`the sidecar of ${namespace}/${workload}`, port, modes.ports.get(port) ?? modes, arrival);
}

function refusalBySidecar(sidecar: string, port: number, { mode, origin }: PortMode, arrival: Arrival): Refusal | undefined {
  const policy = origin ? ` (${sourceText(origin)})` : '';
  if (mode === 'DISABLE' && arrival === 'ISTIO_MUTUAL') {
    return { why: `${sidecar} does not terminate mutual TLS on port ${port}${policy}: the application receives the request in ISTIO_MUTUAL, which it can't read` };
  }
  if (mode !== 'STRICT' || arrival === 'ISTIO_MUTUAL') return undefined;
  const accepts = `${sidecar} accepts only mutual TLS on port ${port}${policy}`;
  if (arrival === 'plaintext') return { why: `${accepts}, and the request arrives in plaintext` };
  if (arrival === 'SIMPLE') return { why: `${accepts}, and the request arrives in TLS without a client certificate (SIMPLE)` };
  return { why: `${accepts}, and whether the mesh's CA signed the client's certificate (MUTUAL) is unknown`, unsure: true };
}

/** Whether a pod that no label adds to the mesh is surely outside of it: its namespace, at hand, could also be labelled by others, if no namespace here has such labels. */
function surelyWithoutProxy(world: World, pod: Pod): boolean {
  const own = injectSetting(pod);
  if (own === 'false' || pod.spec.hostNetwork === true) return true;
  const namespace = world.namespace(pod.namespace);
  return namespace !== undefined && world.options.enrolled?.[pod.namespace] === undefined && (namespace.labels['istio-injection'] === 'disabled' || labelled(world));
}

/** Whether the labels of some namespace at hand add it to the mesh. */
const labelled = (world: World): boolean => world.once(labelled, () => world.all('Namespace').some((n) => injected(n) || ambientNamespace(n)));

const podOf = ({ workload }: Endpoint, pods: readonly Pod[]): Pod | undefined => pods.find((p) => p.name === workload);

/** Whether connections to a port of a pod pass its sidecar. */
function isIntercepted({ annotations }: Pod, port: number): boolean {
  const ports = (name: string): readonly string[] | undefined => annotations[`traffic.sidecar.istio.io/${name}`]?.split(',').map((p) => p.trim());
  const [included, excluded] = [ports('includeInboundPorts') ?? ['*'], ports('excludeInboundPorts') ?? []];
  return (included.includes('*') || included.includes(String(port))) && !excluded.includes(String(port));
}
