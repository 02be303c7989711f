import { checkWorlds } from '../check/engine/run';
import { CheckLayer, Severity } from '../check/finding';
import { objectName } from '../check/format';
import { LAYERS } from '../check/layers';
import type { World } from '../world/world';

/**
 * A warning for each object that the API server or istiod refuses, with its first mistake: in a cluster, what the object says does not happen. Also one for
 * each document that is no object.
 */
export function refusedObjects(world: World): readonly string[] {
  const texts = new Map<string, string>();
  for (const { severity, layer, object, file, line, code, message } of checkWorlds([world], { checks: [], layers: LAYERS })) {
    if (severity !== Severity.ERROR || layer === CheckLayer.SEMANTIC) continue;
    const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
    const name = objectName(object);
    const key = object.kind ? name : place;
    const effect = object.kind ? 'The answer includes the object as written' : 'The answer does not include it';
    if (!texts.has(key)) texts.set(key, `warning: ${name}${place}: ${message} (${code}). ${effect}: correct it, or remove it from the files`);
  }
  return [...texts.values()];
}
