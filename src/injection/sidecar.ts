import type { ApiObject } from 'cdk8s';
import { podMarks } from './sidecar-annotations';
import type { SidecarSettings } from './sidecar-settings';
import { withPods } from '../workload/pods';
import { rewriteOnSynth } from '../workload/rewrite';

/** Adds sidecar settings to the pods of a workload. */
export function configureSidecar(object: ApiObject, settings: SidecarSettings): void {
  const marks = podMarks(`'${object.node.path}'`, settings);
  rewriteOnSynth(object, (json) => withPods(json, (pod) => {
    requireReferences(settings, pod.spec);
    return {
      ...pod,
      metadata: {
        ...pod.metadata,
        ...merged('labels', pod.metadata.labels, marks.labels),
        ...merged('annotations', pod.metadata.annotations, marks.annotations),
      },
    };
  }));
}

/** Throws for settings that refer to something that the pod doesn't have. */
function requireReferences(settings: SidecarSettings, spec: Record<string, any>): void {
  const volumes = [...Object.keys(settings.volumes ?? {}), ...(spec.volumes ?? []).map((volume: { name: string }) => volume.name)];
  const stray = Object.keys(settings.volumeMounts ?? {}).find((name) => !volumes.includes(name));
  const containers: string[] = spec.containers.map((container: { name: string }) => container.name);
  if (settings.defaultContainer !== undefined && !containers.includes(settings.defaultContainer)) {
    throw new Error(`its pods have no container '${settings.defaultContainer}', the defaultContainer; use one of ${containers.join(', ')}`);
  }
  if (stray !== undefined) throw new Error(`the proxy mounts volume '${stray}', which does not exist; add it to volumes (defined: ${volumes.join(', ') || 'none'})`);
}

/** Merges values; existing ones must be equal. */
function merged(key: string, there: Readonly<Record<string, string>> | undefined, added: Readonly<Record<string, string>>): Record<string, unknown> {
  const clash = Object.entries(added).find(([name, value]) => there?.[name] !== undefined && there[name] !== value);
  if (clash) throw new Error(`its pods already have ${clash[0]}: '${there![clash[0]]}', and the settings of the proxy set '${clash[1]}'; set it in one place`);
  return Object.keys(added).length > 0 ? { [key]: { ...there, ...added } } : {};
}
