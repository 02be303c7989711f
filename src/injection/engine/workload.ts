import { injectPod, InjectionRequest, Pod } from './inject';
import { Injector } from './injector';
import { at, withAt, requirePodPath } from '../../workload/pods';

type Json = Record<string, any>;

/** How to inject a workload's pods. */
export type InjectionChoices = Pick<InjectionRequest, 'native' | 'user' | 'group' | 'proxyConfigs'>;

/** A workload whose pods have the proxy. Throws if they can't have one, or already do. */
export function injectWorkload(injector: Injector, object: Json, choices: InjectionChoices): Json {
  const path = requirePodPath(object);
  const { metadata = {}, spec } = at(object, path) as Pod;
  refuse(metadata, spec);
  const injected = injectPod(injector, { pod: { metadata, spec }, owner: ownerOf(object), ...choices });
  return withAt(object, path, { metadata: injected.metadata, spec: injected.spec });
}

function refuse(metadata: Json, spec: Json): void {
  const record = ['sidecar.istio.io/status', 'proxy.istio.io/overrides'].find((key) => metadata.annotations?.[key] !== undefined);
  if (record) throw new Error(`its pods already have a proxy: annotation ${record} is written by the injector; remove what was injected, or don't inject it again`);
  if (spec.hostNetwork) throw new Error(`its pods use the host's network (hostNetwork: ${spec.hostNetwork}), so traffic redirection would capture the whole node's traffic; remove hostNetwork, or exclude them from the mesh`);
  const own = metadata.labels?.['sidecar.istio.io/inject'] ?? metadata.annotations?.['sidecar.istio.io/inject'];
  if (own === 'false') throw new Error(`its pods opt out of injection with sidecar.istio.io/inject: '${own}'; remove that, or don't inject them`);
}

/** The owner of the pods, as reported by the proxy. */
function ownerOf(object: Json): InjectionRequest['owner'] {
  const { name = '', namespace = '' } = object.metadata ?? {};
  const controller = object.kind === 'Pod' && object.metadata?.generateName ? object.metadata.ownerReferences?.find((ref: Json) => ref.controller) : undefined;
  if (controller) return { apiVersion: controller.apiVersion, kind: controller.kind, name: controller.name, namespace };
  return { apiVersion: object.apiVersion, kind: object.kind, name, namespace };
}
