import { isDeepStrictEqual } from 'node:util';
import { dump, type DumpOptions } from 'js-yaml';
import { readYaml } from '../grammar/yaml';
import { writeDocument } from '../synth/yaml';

/**
 * YAML that stands inside of a text, in a ConfigMap or an annotation: as js-yaml writes it, unless the control plane's reader would take a part of it
 * for something else (text such as `0X1F`, which is a number to Go); then as objects are written.
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
