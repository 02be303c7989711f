import { Lines } from './lines';
import { describe, Source, UnusableInput, withoutMark } from './yaml';
import { meshFields } from '../../crd/mesh-types';
import { jsonName } from '../../crd/protobuf-types';
import { readYaml, YamlProblem } from '../../grammar/yaml';
import type { Origin } from '../../world/manifest';

/** Mesh-wide settings from a file of their own. */
export interface Settings {
  readonly value: unknown;
  readonly origin: Origin;
}

/** The allowed content of the file, and the corresponding key of istiod's ConfigMap. */
const CONTENTS = {
  mesh: { what: 'a mesh configuration (MeshConfig)', fields: () => meshFields('MeshConfig') },
  meshNetworks: { what: 'mesh networks (MeshNetworks)', fields: () => meshFields('MeshNetworks') },
} as const;

/**
 * Reads the mesh configuration or the mesh networks: the bare settings, or the ConfigMap of istiod that holds them, as `kubectl get configmap istio
 * -o yaml` prints it.
 * Another object, a list or a text is rejected: the checks would read it as an empty configuration.
 */
export function parseSettings(file: string, text: string, key: keyof typeof CONTENTS, unusable: (e: UnusableInput) => void): Settings | undefined {
  const content = withoutMark(text);
  const { what, fields } = CONTENTS[key];
  const source = new Source({ file, content, lines: new Lines(content) }, 0, content.length);
  const refuse = (why: string, at = source.line): undefined => unusable(new UnusableInput(file, at, why)) as undefined;
  let value: unknown;
  try {
    value = readYaml(content) ?? {};
  } catch (e) {
    return unusable(describe(file, content, 1, e)) as undefined;
  }
  if (typeof value !== 'object' || Array.isArray(value)) return refuse(`${what} must be a mapping, got ${Array.isArray(value) ? 'a list' : `the ${typeof value} ${JSON.stringify(value).slice(0, 60)}`}; set its fields`);
  const { apiVersion, kind, data } = value as Record<string, any>;
  if (kind === 'ConfigMap' && apiVersion === 'v1') {
    if (typeof data?.[key] !== 'string') return refuse(`the ConfigMap has no text under data.${key}; use the ConfigMap that istiod reads (istio, or istio-REVISION)`, source.locate('/data')?.line);
    return inConfigMap(data[key]);
  }
  if (kind !== undefined || apiVersion !== undefined) return refuse(`${what} or the ConfigMap that contains it is required, got an object of kind ${JSON.stringify(kind)}; use a file with one of the two`);
  const keys = Object.keys(value as object);
  const known = new Set(fields());
  if (keys.length && !keys.some((name) => known.has(jsonName(name)))) {
    const hint = keys.includes('meshConfig') ? '; these look like Helm values: move the content of meshConfig to a separate file' : '; use a file with its fields';
    return refuse(`${what} has none of the fields ${keys.slice(0, 5).map((k) => JSON.stringify(k)).join(', ')}${hint}`);
  }
  return { value, origin: source };

  function inConfigMap(inner: string): Settings | undefined {
    const at = source.locate(`/data/${key}`)?.line ?? source.line;
    const origin: Origin = { file, line: at, locate: () => source.locate(`/data/${key}`) };
    try {
      return { value: readYaml(inner) ?? {}, origin };
    } catch (e) {
      if (!(e instanceof YamlProblem) && !(e instanceof RangeError)) throw e;
      return refuse(`data.${key} of the ConfigMap is broken YAML: ${e instanceof YamlProblem ? e.reason : 'nested too deeply'}`, at);
    }
  }
}
