import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';
import { isOrdered, placeOf } from './place';

/**
 * The objects that would be lost or mixed up on disk when cdk8s' own `App`, whose file names can't be changed here, writes its files. A `MeshApp` has no such
 * errors.
 */
export function plainAppErrors(app: App): string[] {
  if (isOrdered(app)) return [];
  const objects = app.node.findAll().filter((c): c is ApiObject => ApiObject.isApiObject(c));
  return [...overwritten(app, objects), ...mixed(objects)];
}

/** Objects with the same file. Letter case is ignored, as on the file systems of macOS and Windows. */
function overwritten(app: App, objects: readonly ApiObject[]): string[] {
  const perChart = app.yamlOutputType === YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE;
  if (!perChart && app.yamlOutputType !== YamlOutputType.FILE_PER_RESOURCE) return [];
  const files = new Map<string, ApiObject[]>();
  for (const object of objects) {
    const file = `${object.kind}.${object.metadata.name}`.replace(/[^0-9a-zA-Z-_.]/g, '').toLowerCase();
    const key = perChart ? `${Chart.of(object).node.path}/${file}` : file;
    files.set(key, [...files.get(key) ?? [], object]);
  }
  return [...files.values()].filter((same) => same.length > 1).map(([a, b, ...more]) =>
    `${YamlOutputType[app.yamlOutputType]} writes ${described(a)} and ${described(b)}${more.length > 0 ? ` and ${more.length} more` : ''} to one file, `
    + 'so only the last one is kept; use MeshApp instead of App, or another yamlOutputType');
}

function described(object: ApiObject): string {
  const namespace = object.metadata.namespace;
  return `${object.kind} '${namespace === undefined ? '' : `${namespace}/`}${object.metadata.name}' ('${object.node.path}')`;
}

/** Applying the folder applies everything in it to one API server. */
function mixed(objects: readonly ApiObject[]): string[] {
  const names = [...new Set(objects.map((object) => placeOf(object)?.name).filter((name) => name !== undefined))];
  if (names.length < 2) return [];
  return [`the objects of the clusters ${names.map((name) => `'${name}'`).join(', ')} would be written to one folder, and applied to one cluster; `
    + 'use MeshApp instead of App, which writes a folder for each cluster'];
}
