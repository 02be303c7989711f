/** Keys whose values map names to schemas: a name there may well be `description`. */
const MAPS = new Set(['properties', 'patternProperties', 'definitions']);
/** Keys whose values are data, not schemas. */
const DATA = new Set(['default', 'enum', 'required', 'x-kubernetes-validations', 'x-kubernetes-list-map-keys']);
const PROSE = new Set(['description', 'title', 'example', 'externalDocs']);

/** A schema without prose, its keys in a fixed order; everything that decides about a value stays. */
export function stripSchema(schema: any): any {
  if (Array.isArray(schema)) return schema.map(stripSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const out: any = {};
  for (const key of Object.keys(schema).sort()) {
    if (PROSE.has(key)) continue;
    const value = schema[key];
    if (DATA.has(key)) out[key] = value;
    else if (MAPS.has(key)) out[key] = Object.fromEntries(Object.keys(value).sort().map((name) => [name, stripSchema(value[name])]));
    else out[key] = stripSchema(value);
  }
  return out;
}
