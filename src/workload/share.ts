import { memoryQuantity } from './quantity';
import type { SharedDirectory } from './shared-directory';

type Json = Record<string, any>;

/** A copy of the pod in which a container shares a directory with the others. */
export function share(spec: Json, name: string, shared: SharedDirectory, index: number): Json {
  const what = `sidecar '${name}'`;
  for (const path of [shared.path, shared.pathOfOthers ?? shared.path]) {
    if (!/^\/[^:]*$/.test(path)) throw new Error(`${what}: the path of a shared directory must be absolute and without a colon, got: '${path}'`);
  }
  if (shared.volume !== undefined && (shared.inMemory !== undefined || shared.sizeLimit)) throw new Error(`${what}: inMemory and sizeLimit can't change the existing volume '${shared.volume}'; remove them`);
  const volumes: Json[] = spec.volumes ?? [];
  const volume = shared.volume ?? `${name}-shared-${index}`;
  const there = volumes.some((other) => other.name === volume);
  if (shared.volume !== undefined && !there) throw new Error(`${what}: the pod has no volume '${volume}' (it has ${volumes.map((other) => other.name).join(', ') || 'none'}); add it to the pod, or omit volume`);
  if (shared.volume === undefined && there) throw new Error(`${what}: the pod already has a volume '${volume}'; set volume to share that one`);

  const native = (spec.initContainers ?? []).filter((container: Json) => container.name !== name).map((container: Json) => container.name);
  const others: string[] = shared.containers ?? spec.containers.map((container: Json) => container.name).filter((other: string) => other !== name && other !== 'istio-proxy');
  const unknown = others.find((other) => !native.includes(other) && !spec.containers.some((container: Json) => container.name === other));
  if (unknown !== undefined) throw new Error(`${what}: the pod has no container '${unknown}' to share '${shared.path}' with; use one of its containers`);

  const mounted = (container: Json): Json => {
    const own = container.name === name;
    if (!own && !others.includes(container.name)) return container;
    const mountPath = own ? shared.path : shared.pathOfOthers ?? shared.path;
    const before = (container.volumeMounts ?? []).find((mount: Json) => mount.mountPath === mountPath);
    if (before) throw new Error(`${what}: container '${container.name}' already has volume '${before.name}' mounted at '${mountPath}'; use a different path`);
    const readOnly = (own ? shared.readOnly : shared.readOnlyForOthers) || undefined;
    return { ...container, volumeMounts: [...container.volumeMounts ?? [], { name: volume, mountPath, readOnly }] };
  };
  const emptyDir = { medium: shared.inMemory ? 'Memory' : undefined, sizeLimit: memoryQuantity(shared.sizeLimit) };
  return {
    ...spec,
    containers: spec.containers.map(mounted),
    ...spec.initContainers && { initContainers: spec.initContainers.map(mounted) },
    volumes: there ? volumes : [...volumes, { name: volume, emptyDir }],
  };
}
