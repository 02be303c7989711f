import type { Add, Target } from './add';
import { isMeshConfigMap } from '../../world/mesh';
import type { World } from '../../world/world';
import { configMaps, inClusterParts, otherImageType, unreadConfig } from '../rules/managed/_control-plane-facts';
import { REVISIONS } from '../rules/managed/_facts';

const REV = 'istio.io/rev';
const NO_OPERATOR = 'a managed control plane does not read this kind, so it has no effect';

/** Revisions, configuration and secrets of the current control plane. */
export function controlPlaneSteps(world: World, target: Target, add: Add): void {
  for (const part of inClusterParts(world)) {
    if (part.kind !== 'IstioOperator') add(part, true, 'an in-cluster control plane conflicts with the managed one, and keeps the fleet from moving to Traffic Director', 'ControlPlane.managed; remove it once every namespace has moved');
  }
  // a file for istioctl often has no name, and is then not an object of a cluster
  for (const { manifest: { object, origin }, tool } of world.oddities) {
    const { apiVersion = '', kind = '', metadata } = (object ?? {}) as { apiVersion?: string; kind?: string; metadata?: { namespace?: string } | null };
    if (tool === 'istioctl' && kind === 'IstioOperator') {
      add({ apiVersion, kind, name: '', namespace: metadata?.namespace ?? '', namespaceGiven: false, origin }, true, NO_OPERATOR, 'ControlPlane.managed for the control plane, and your own Deployments for gateways');
    }
  }
  revisions(world, add);
  configuration(world, target, add);
  for (const secret of world.all('Secret')) {
    if (secret.labels['istio/multiCluster'] === 'true') {
      add(secret, true, 'clusters of a managed mesh discover each other through the fleet, and a remote secret blocks the move', 'membership in one fleet: fleet.addGkeCluster');
    }
    if (secret.name === 'cacerts' && secret.namespace === 'istio-system') {
      add(secret, true, 'a CA of the mesh itself can\'t move: workloads of the two meshes would not trust each other', 'first Mesh CA or Certificate Authority Service in the current mesh, trusting both roots during the migration; then the move');
    }
  }
  if (target === 'traffic-director') keys(world, add);
}

function revisions(world: World, add: Add): void {
  const foreign = (revision: string | undefined): revision is string => revision !== undefined && !REVISIONS.includes(revision);
  for (const ns of world.all('Namespace')) {
    const revision = ns.labels[REV];
    if (foreign(revision)) {
      add(ns, true, `revision '${revision}' is not Google's, so pods would get no proxy`, 'istio-injection: enabled instead, or istio.io/rev: asm-managed; then restart the pods', '/metadata/labels/istio.io~1rev');
    }
  }
  for (const pod of world.pods(undefined)) {
    const revision = pod.labels[REV];
    if (foreign(revision) && !inClusterParts(world).includes(pod.item)) {
      add(pod.item, true, `revision '${revision}' is not Google's, so pods would get no proxy`, 'no label on the pod, only that of its namespace; then restart the pods', `${pod.pointer.replace(/\/spec$/, '')}/metadata/labels/istio.io~1rev`);
    }
  }
}

function configuration(world: World, target: Target, add: Add): void {
  const read = `istio-asm-managed${target === 'traffic-director' ? '-rapid' : ''}`;
  const managedMaps = configMaps(world);
  for (const map of world.all('ConfigMap').filter(isMeshConfigMap)) {
    if (!managedMaps.includes(map)) {
      add(map, true, 'a managed control plane does not read a mesh configuration with this name', `ConfigMap ${read} in istio-system; in constructs, ControlPlane.managed writes it`, '/metadata/name');
    } else if (target === 'traffic-director' && !managedMaps.some((m) => m.name === read)) {
      add(map, true, `Traffic Director reads ${read} whatever the channel is`, `the same in ConfigMap ${read}; in constructs, expect: ManagedImplementation.TRAFFIC_DIRECTOR writes both`, '/metadata/name');
    }
    const image = otherImageType(map);
    if (image !== undefined) add(map, target === 'traffic-director', `proxies of a managed mesh are distroless, and the mesh configuration has imageType '${image}'`, 'defaultConfig without image', '/data/mesh');
    for (const key of target === 'traffic-director' ? unreadConfig(map) : []) {
      add(map, false, `Traffic Director does not read '${key}' of the mesh configuration`, 'leave it out; set the equivalent in a Telemetry, DestinationRule or AuthorizationPolicy, if there is one', '/data/mesh');
    }
  }
}

/** The proxies fetch the JWT keys, not the control plane: it knows every host, but they know only declared hosts. */
function keys(world: World, add: Add): void {
  for (const policy of world.all('RequestAuthentication')) {
    policy.spec.jwtRules?.forEach((rule, i) => {
      const at = `/spec/jwtRules/${i}`;
      if (rule.jwks) return;
      const host = hostOf(rule.jwksUri);
      if (host === undefined) {
        add(policy, true, 'Traffic Director proxies fetch keys themselves, and only from jwksUri', 'jwksUri with the full host, or the keys in jwks', rule.jwksUri === undefined ? at : `${at}/jwksUri`);
      } else if (world.registry.covering(host).length === 0) {
        add(policy, true, `Traffic Director proxies fetch keys themselves, and no ServiceEntry has '${host}'`, `a ServiceEntry for ${host}, and a DestinationRule with TLS to it; in constructs, an ExternalService`, `${at}/jwksUri`);
      }
    });
  }
}

function hostOf(uri: string | undefined): string | undefined {
  try {
    return uri === undefined ? undefined : new URL(uri).hostname;
  } catch {
    return undefined;
  }
}
