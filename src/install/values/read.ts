import { isMap, Values } from './kinds';
import { readYaml, YamlProblem } from '../../grammar/yaml';
import { plainDataMisfit } from '../../guard/plain-data';

/** Reads a values file like Helm, whose reader is that of Kubernetes. Throws if it is not YAML, has a duplicate key, or is not a map. */
export function readValues(text: string, file = 'values'): Values {
  const values = parsed(text, file) ?? {};
  if (!isMap(values)) throw new Error(`${file} must contain a map of values, got: ${Array.isArray(values) ? 'a list' : typeof values}`);
  const misfit = plainDataMisfit(values);
  if (misfit) throw new Error(`${file}: values${misfit.at} ${misfit.text}; remove it`);
  return values;
}

function parsed(text: string, file: string): unknown {
  try {
    return readYaml(text);
  } catch (e) {
    if (e instanceof RangeError) throw new Error(`${file}: nested too deeply; remove some levels`);
    if (!(e instanceof YamlProblem)) throw e;
    throw new Error(`${file}:${e.line + 1}:${e.column + 1}: ${e.isDropped ? 'a values file must be a single document, got: another one here' : e.reason}`);
  }
}
