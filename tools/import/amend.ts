/** Adds fields to definitions: from a newer release, or documented but in no published definition. `[]` in a path means the items of a list. Throws if a
 * field already exists. */
export function withFields(fields: Record<string, Record<string, any>>): (crd: any) => any {
  return (crd) => {
    const added = fields[crd.spec.names.kind];
    if (!added) return crd;
    const changed = structuredClone(crd);
    for (const { schema } of changed.spec.versions) {
      for (const [path, field] of Object.entries(added)) {
        const names = path.split('.');
        const last = names.pop()!;
        const parent = names.reduce((at, name) => (name === '[]' ? at.items : at.properties[name]), schema.openAPIV3Schema);
        if (parent.properties[last]) throw new Error(`${crd.spec.names.kind} has ${path} already: leave it out of the fields that are added`);
        parent.properties[last] = field;
      }
    }
    return changed;
  };
}

/** Makes a field of a top-level object optional. */
export function optionalIn(parent: string, name: string): (crd: any) => any {
  return (crd) => {
    const changed = structuredClone(crd);
    for (const { schema } of changed.spec.versions) {
      const at = schema.openAPIV3Schema.properties[parent];
      if (!at?.required?.includes(name)) continue;
      at.required = at.required.filter((field: string) => field !== name);
      if (!at.required.length) delete at.required;
    }
    return changed;
  };
}
