import { createHash } from 'crypto';
import { load } from 'js-yaml';

/** Labels that only say which tool installed an object. */
const BOOKKEEPING = new Set([
  'app.kubernetes.io/managed-by', 'app.kubernetes.io/instance', 'app.kubernetes.io/version', 'app.kubernetes.io/part-of', 'helm.sh/chart', 'release',
  'install.operator.istio.io/owning-resource', 'endpointslice.kubernetes.io/managed-by',
]);

type Plain = any;
const isMap = (value: Plain): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Applies a function to every value below, including map keys. */
function mapValues(value: Plain, change: (value: Plain, key: string) => Plain): Plain {
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, change(child, key)]));
}

function withoutNulls(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value)
    .filter(([, child]) => child !== null && child !== undefined)
    .map(([key, child]) => [key, withoutNulls(child)]));
}

/** Quantities may be written as numbers or strings. */
function quantitiesAsText(value: Plain, key = ''): Plain {
  if (Array.isArray(value)) return value.map((child) => quantitiesAsText(child));
  if (!isMap(value)) return value;
  return mapValues(value, (child, name) => (
    (key === 'requests' || key === 'limits') && (typeof child !== 'object') ? String(child) : quantitiesAsText(child, name)
  ));
}

function withoutDescriptions(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value)
    .filter(([key, child]) => !(key === 'description' && typeof child === 'string'))
    .map(([key, child]) => [key, withoutDescriptions(child)]));
}

function tidyMetadata(metadata: Plain): void {
  for (const part of ['labels', 'annotations']) {
    if (isMap(metadata[part])) {
      metadata[part] = Object.fromEntries(Object.entries(metadata[part]).filter(([key]) => !BOOKKEEPING.has(key)));
      if (Object.keys(metadata[part]).length === 0) delete metadata[part];
    } else {
      delete metadata[part];
    }
  }
}

/** The parts of an object that matter to a cluster, in canonical form. */
export function canonical(object: Plain): Plain {
  let it = quantitiesAsText(withoutNulls(object));
  tidyMetadata(it.metadata);
  const template = it.spec?.template;
  if (isMap(template) && template.metadata) tidyMetadata(template.metadata);
  if (it.metadata.annotations) delete it.metadata.annotations['kubernetes.io/description'];
  if (it.kind === 'ConfigMap' && it.data) it.data = mapValues(it.data, payload);
  return it.kind === 'CustomResourceDefinition' ? withoutDescriptions(it) : it;
}

/** YAML and JSON inside a ConfigMap are compared by content. Of templates only the names are compared: their output is tested elsewhere. */
function payload(value: Plain, key: string): Plain {
  if (['mesh', 'meshNetworks', 'values'].includes(key)) return withoutNulls(load(value));
  if (key !== 'config') return value;
  const { templates, template: _, ...config }: Plain = load(value);
  return { ...config, injectedAnnotations: config.injectedAnnotations ?? {}, templateNames: Object.keys(templates ?? {}).sort() };
}

export function keyOf(object: Plain): string {
  return `${object.kind}/${object.metadata.namespace ?? '-'}/${object.metadata.name}`;
}

/** JSON with its keys in order, and with what is beyond ASCII escaped. */
function stableJson(value: Plain): string {
  if (Array.isArray(value)) return `[${value.map(stableJson).join(',')}]`;
  if (isMap(value)) return `{${Object.keys(value).sort().map((key) => `${stableJson(key)}:${stableJson(value[key])}`).join(',')}}`;
  return JSON.stringify(value).replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function digest(object: Plain): string {
  return createHash('sha256').update(stableJson(canonical(object))).digest('hex');
}
