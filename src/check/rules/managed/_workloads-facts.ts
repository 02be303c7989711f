import type { Pod } from '../../../world/pods';
import type { World } from '../../../world/world';
import { inMesh } from '../workload/_in-mesh';

/** Mesh annotations that a managed control plane reads; annotations that redirect traffic (`traffic.sidecar.istio.io/…`) are left out. */
const HONORED = new Set([
  'inject.istio.io/templates', 'istio.io/dry-run', 'istio.io/rev', 'proxy.istio.io/config', 'proxy.istio.io/overrides', 'status.sidecar.istio.io/port',
  ...['agentLogLevel', 'enableCoreDump', 'inject', 'interceptionMode', 'logLevel', 'proxyCPU', 'proxyCPULimit', 'proxyImageType', 'proxyMemory', 'proxyMemoryLimit', 'status']
    .map((n) => `sidecar.istio.io/${n}`),
]);

const OURS = /^((sidecar|proxy|inject|status\.sidecar|readiness\.status\.sidecar)\.)?istio\.io\//;

/** Annotations of a pod that have no effect in a managed mesh. */
export const ignoredAnnotations = (pod: Pod): readonly string[] => Object.keys(pod.annotations).filter((a) => OURS.test(a) && !HONORED.has(a));

/** The pointer to a pod's labels in its item. */
export const labelsOf = (pod: Pod): string => `${pod.pointer.replace(/\/spec$/, '')}/metadata/labels`;
/** The pointer to a pod's annotations in its item. */
export const annotationsOf = (pod: Pod): string => `${pod.pointer.replace(/\/spec$/, '')}/metadata/annotations`;

export function* meshPods(world: World): Iterable<Pod> {
  for (const pod of world.pods(undefined)) if (inMesh(world, pod)) yield pod;
}

/** Injection templates that a pod requests and the mesh does not have. */
export function unsupportedTemplates(pod: Pod, target: 'traffic-director' | 'istiod'): readonly { readonly template: string; readonly replacement: string }[] {
  const requested = (pod.annotations['inject.istio.io/templates'] ?? '').split(',').map((t) => t.trim()).filter((t) => t !== '' && t !== 'sidecar' && t !== 'gateway');
  return requested.filter((t) => target === 'traffic-director' || !t.startsWith('grpc-')).map((template) => ({
    template,
    replacement: template.startsWith('grpc-')
      ? 'a sidecar, or the bootstrap of service routing: ControlPlane.serviceRouting'
      : 'the template\'s additions in the pod itself, and proxy settings in proxy.istio.io/config or proxy.istio.io/overrides',
  }));
}
