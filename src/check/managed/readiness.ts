import { inClusterParts, unreadConfig } from './control-plane-facts';
import { REVISIONS } from './facts';
import { refusedIn, replacementFor } from './fields';
import { annotationsOf, unmindedAnnotations } from './workloads-facts';
import { reference, type Item } from '../engine/item';
import { isMeshConfigMap } from '../engine/mesh';
import { at } from '../engine/path';
import type { World } from '../engine/world';
import type { ObjectReference } from '../finding';
import { inMesh } from '../workload/in-mesh';

/** One thing to change before a mesh can move. */
export interface ReadinessStep {
  /** The object to change. */
  readonly object: ObjectReference;
  /**
   * The field, as a JSON pointer.
   *
   * @default - the object as a whole
   */
  readonly field?: string;
  /** Whether the move fails, or something stops working, without the change. */
  readonly blocking: boolean;
  /** Why it can't stay. */
  readonly reason: string;
  /** What to put in its place. */
  readonly replacement: string;
  /**
   * Path of the construct that made the object.
   *
   * @default - not made by a construct
   */
  readonly constructPath?: string;
  /**
   * File that the object was read from.
   *
   * @default - not read from a file
   */
  readonly file?: string;
  /**
   * Line in the file, counted from 1.
   *
   * @default - not read from a file
   */
  readonly line?: number;
}

/** What must change in a world before the named implementation can serve it. */
export function readiness(world: World, target: 'traffic-director' | 'istiod', trustDomain?: string): readonly ReadinessStep[] {
  const steps: ReadinessStep[] = [];
  const add = (item: Item, blocking: boolean, reason: string, replacement: string, field?: string): void => {
    const { constructPath, file } = item.origin;
    const line = (field && item.origin.locate?.(field)?.line) || item.origin.line;
    steps.push({
      object: reference(item),
      blocking,
      reason,
      replacement,
      ...(field ? { field } : {}),
      ...(constructPath === undefined ? {} : { constructPath }),
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
    });
  };
  for (const item of world.items) {
    for (const { rule, pointer } of refusedIn(item, world)) {
      if (rule.both || target === 'traffic-director') add(item, !rule.deprecated, rule.reason, replacementFor(rule, item), pointer || undefined);
    }
  }
  controlPlane(world, target, add);
  workloads(world, target, add);
  identities(world, trustDomain, add);
  return steps;
}

type Add = (item: Item, blocking: boolean, reason: string, replacement: string, field?: string) => void;

function controlPlane(world: World, target: string, add: Add): void {
  for (const part of inClusterParts(world)) {
    if (part.kind !== 'IstioOperator') add(part, true, 'a control plane in the cluster fights with the managed one, and keeps the fleet from Traffic Director', 'ControlPlane.managed; remove it when every namespace has moved');
  }
  for (const ns of world.all('Namespace')) {
    const revision = ns.labels['istio.io/rev'];
    if (revision !== undefined && !REVISIONS.includes(revision)) {
      add(ns, true, `revision '${revision}' is not Google's, so pods would get no proxy`, 'istio-injection: enabled in place of it, or istio.io/rev: asm-managed; then restart the pods', '/metadata/labels/istio.io~1rev');
    }
  }
  for (const map of world.all('ConfigMap')) {
    if (!isMeshConfigMap(map) || map.name.startsWith('istio-asm-managed')) continue;
    add(map, true, 'a managed control plane reads no mesh configuration of this name', `ConfigMap istio-asm-managed${target === 'traffic-director' ? '-rapid' : ''} in istio-system; in constructs, ControlPlane.managed writes it`, '/metadata/name');
    for (const key of target === 'traffic-director' ? unreadConfig(map) : []) {
      add(map, false, `Traffic Director does not read '${key}' of the mesh configuration`, 'leave it out; say it in a Telemetry, DestinationRule or AuthorizationPolicy where one can', '/data/mesh');
    }
  }
  for (const secret of world.all('Secret')) {
    if (secret.labels['istio/multiCluster'] === 'true') {
      add(secret, true, 'clusters of a managed mesh find each other by the fleet, and a secret of a remote cluster stops the move', 'membership in one fleet: fleet.addGkeCluster');
    }
    if (secret.name === 'cacerts' && secret.namespace === 'istio-system') {
      add(secret, true, 'a certificate authority of the mesh\'s own can\'t move: workloads of the two would not trust each other', 'first Mesh CA or Certificate Authority Service in the present mesh, with both roots trusted on the way; then move');
    }
  }
}

function workloads(world: World, target: string, add: Add): void {
  for (const pod of world.pods(undefined)) {
    if ((pod.spec as { runtimeClassName?: unknown }).runtimeClassName === 'gvisor') {
      add(pod.item, target === 'traffic-director', 'GKE Sandbox anywhere in a fleet keeps it from Traffic Director', 'a cluster outside the fleet, or no sandbox', `${pod.pointer}/runtimeClassName`);
    }
    if (!inMesh(world, pod) || inClusterParts(world).includes(pod.item)) continue;
    if (pod.spec.hostNetwork) add(pod.item, true, 'pods on the network of their node get no proxy', 'hostNetwork: false, or no injection: sidecar.istio.io/inject: "false"', `${pod.pointer}/hostNetwork`);
    for (const annotation of unmindedAnnotations(pod)) {
      add(pod.item, target === 'traffic-director', 'a managed control plane ignores this annotation, and it can stop the move', 'leave it out; proxy.istio.io/config takes some settings', `${annotationsOf(pod)}/${annotation.replace(/\//g, '~1')}`);
    }
    const image = pod.annotations['sidecar.istio.io/proxyImageType'];
    if (image !== undefined && image !== 'distroless') {
      add(pod.item, target === 'traffic-director', 'proxies of a managed mesh are distroless, whatever is asked for', 'leave the annotation out', `${annotationsOf(pod)}/sidecar.istio.io~1proxyImageType`);
    }
  }
}

/** Identities move to the trust domain of the fleet; policies name them in full. */
function identities(world: World, trustDomain: string | undefined, add: Add): void {
  for (const policy of world.all('AuthorizationPolicy')) {
    for (const { pointer, value } of ['principals', 'notPrincipals'].flatMap((f) => at(policy.object, `spec.rules[*].from[*].source.${f}[*]`))) {
      const [, domain, rest] = /^([^/*]+)(\/ns\/.+)$/.exec(String(value)) ?? [];
      if (domain === undefined || domain === trustDomain || (trustDomain === undefined && domain.endsWith('.svc.id.goog'))) continue;
      // `cluster.local` stands for the mesh's own trust domain, whatever it is called
      add(policy, domain !== 'cluster.local', `identities move from trust domain '${domain}' to that of the fleet`, `${trustDomain ?? 'FLEET_PROJECT.svc.id.goog'}${rest}`, pointer);
    }
  }
}
