import type { Add, Target } from './add';
import type { ItemOf } from '../../world/item';
import type { Pod } from '../../world/pods';
import type { World } from '../../world/world';
import { inClusterParts } from '../rules/managed/_control-plane-facts';
import { annotationsOf, ignoredAnnotations, unsupportedTemplates } from '../rules/managed/_workloads-facts';
import { injectSetting, inMesh } from '../rules/workload/_in-mesh';

const MAX_POLICIES = 1000;

/** Pods that the managed control plane does not support as they are. */
export function workloadSteps(world: World, target: Target, add: Add): void {
  for (const pod of world.pods(undefined)) {
    if ((pod.spec as { runtimeClassName?: unknown }).runtimeClassName === 'gvisor') {
      add(pod.item, target === 'traffic-director', 'a fleet can\'t move to Traffic Director while any of its pods use GKE Sandbox', 'run these pods in a cluster outside the fleet, or without GKE Sandbox', `${pod.pointer}/runtimeClassName`);
    }
    if (inClusterParts(world).includes(pod.item) || !mayBeInMesh(world, pod)) continue;
    if (pod.spec.hostNetwork && inMesh(world, pod)) add(pod.item, true, 'pods on the host network get no proxy', 'hostNetwork: false, or no injection: sidecar.istio.io/inject: "false"', `${pod.pointer}/hostNetwork`);
    for (const annotation of ignoredAnnotations(pod)) {
      add(pod.item, target === 'traffic-director', 'a managed control plane ignores this annotation, which can also block the move', 'leave it out; some settings can be set in proxy.istio.io/config', `${annotationsOf(pod)}/${annotation.replace(/\//g, '~1')}`);
    }
    for (const { template, replacement } of unsupportedTemplates(pod, target)) {
      add(pod.item, true, `a managed control plane has no injection template '${template}'`, replacement, `${annotationsOf(pod)}/inject.istio.io~1templates`);
    }
    const image = pod.annotations['sidecar.istio.io/proxyImageType'];
    if (image !== undefined && image !== 'distroless') {
      add(pod.item, target === 'traffic-director', 'proxies of a managed mesh are always distroless', 'leave the annotation out', `${annotationsOf(pod)}/sidecar.istio.io~1proxyImageType`);
    }
  }
  for (const service of world.all('Service')) ports(service, add);
  const policies = world.all('AuthorizationPolicy');
  if (policies.length > MAX_POLICIES) {
    add(policies[MAX_POLICIES], true, `a managed mesh supports ${MAX_POLICIES} AuthorizationPolicies, but there are ${policies.length}`, 'one policy per workload: a policy can have many rules');
  }
}

/** Protocols that Istio's own proxies parse, but the proxies of a managed mesh treat as plain TCP. */
const CARRIED_AS_BYTES = ['mongo', 'mysql', 'redis', 'kafka'];

function ports(service: ItemOf<'Service'>, add: Add): void {
  (service.spec.ports ?? []).forEach((port, i) => {
    const declared = port.appProtocol ?? port.name?.split('-')[0];
    const protocol = CARRIED_AS_BYTES.find((p) => p === declared?.toLowerCase());
    if (protocol === undefined) return;
    const field = `/spec/ports/${i}/${port.appProtocol === undefined ? 'name' : 'appProtocol'}`;
    add(service, false, `proxies of a managed mesh don't parse ${protocol}: the port is treated as TCP, without request metrics`, `tcp-${protocol} as the name of the port, or appProtocol: tcp`, field);
  });
}

/** Manifests seldom include all their namespaces, so a pod whose namespace is missing may be in the mesh, unless it disables injection. */
function mayBeInMesh(world: World, pod: Pod): boolean {
  const own = injectSetting(pod);
  return inMesh(world, pod) || (own !== 'false' && world.namespace(pod.namespace) === undefined);
}
