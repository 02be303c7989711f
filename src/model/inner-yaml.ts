import { isDeepStrictEqual } from 'node:util';
import { dump, type DumpOptions } from 'js-yaml';
import { readYaml } from '../grammar/yaml';
import { writeDocument } from '../synth/yaml';

/**
 * YAML inside a string, in a ConfigMap or an annotation: in js-yaml's format, unless the control plane's parser would read a part of it differently (text
 * such as `0X1F`, which is a number in Go); then in the format of objects.
 */
export function innerYaml(value: unknown, options: DumpOptions): string {
  const text = dump(value, options);
  return isDeepStrictEqual(plain(read(text)), plain(value)) ? text : writeDocument(plain(value));
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

function read(text: string): unknown {
  try {
    return readYaml(text) ?? null;
  } catch {
    return null;
  }
}
