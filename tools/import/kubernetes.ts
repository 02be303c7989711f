import * as fs from 'fs';
import * as path from 'path';
import { goModule } from './module';
import { KUBERNETES_SOURCE } from './sources';
import { stripSchema } from './strip';
import { StoredKinds } from '../../src/crd/stored';

const PREFIX = '#/components/schemas/';

/** The schemas of the wanted built-in kinds and of all that they refer to, without prose and without what only clients need. */
export function importKubernetes(): StoredKinds {
  const { dir } = goModule(KUBERNETES_SOURCE.module, KUBERNETES_SOURCE.version);
  const kinds: Record<string, string> = {};
  const definitions: Record<string, any> = {};
  for (const [apiVersion, names] of Object.entries(KUBERNETES_SOURCE.kinds)) {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    const file = `${group ? `apis__${group}__` : 'api__'}${version}_openapi.json`;
    const { schemas } = JSON.parse(fs.readFileSync(path.join(dir, KUBERNETES_SOURCE.path, file), 'utf8')).components;
    for (const kind of names) {
      const [name] = Object.entries<any>(schemas).find(([, schema]) => schema['x-kubernetes-group-version-kind']?.some(
        (gvk: any) => gvk.group === group && gvk.version === version && gvk.kind === kind)) ?? [];
      if (!name) throw new Error(`${KUBERNETES_SOURCE.module} has no ${apiVersion} ${kind}`);
      kinds[`${apiVersion} ${kind}`] = name;
      take(name, schemas, definitions);
    }
  }
  return { kinds, definitions: Object.fromEntries(Object.keys(definitions).sort().map((name) => [name, definitions[name]])) };
}

function take(name: string, schemas: Record<string, any>, definitions: Record<string, any>): void {
  if (definitions[name]) return;
  const text = JSON.stringify(lean(stripSchema(schemas[name])), (_, value) => value);
  definitions[name] = JSON.parse(text.split(PREFIX).join(''));
  for (const match of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) take(match[1], schemas, definitions);
}

/** Drops the hints for patches and unwraps `allOf` around a single reference. */
function lean(schema: any): any {
  if (Array.isArray(schema)) return schema.map(lean);
  if (typeof schema !== 'object' || schema === null) return schema;
  const out: any = {};
  for (const [key, value] of Object.entries<any>(schema)) {
    if (/^x-kubernetes-(patch|group-version-kind|unions)/.test(key)) continue;
    if (key === 'allOf' && value.length === 1) Object.assign(out, lean(value[0]));
    else out[key] = lean(value);
  }
  return out;
}
