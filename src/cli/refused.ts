import { checkWorlds } from '../check/engine/run';
import { CheckLayer, Severity } from '../check/finding';
import { LAYERS } from '../check/layers';
import type { World } from '../world/world';

/** A warning for each object that the API server or istiod refuses, with its first mistake: in a cluster, what the object says does not happen. */
export function refusedObjects(world: World): readonly string[] {
  const texts = new Map<string, string>();
  for (const { severity, layer, object, file, line, code, message } of checkWorlds([world], { checks: [], layers: LAYERS })) {
    if (severity !== Severity.ERROR || layer === CheckLayer.SEMANTIC) continue;
    const name = `${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}`;
    const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
    if (!texts.has(name)) texts.set(name, `warning: ${name}${place}: ${message} (${code}). The answer includes the object as written: correct it, or remove it from the files`);
  }
  return [...texts.values()];
}
