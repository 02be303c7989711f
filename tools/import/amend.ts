/** Adds fields to definitions: those that a newer release has, or that are documented and in no published definition. `[]` in a path stands for the items of a list. Throws where one is there already. */
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

/** Leaves a field out of those that an object of the top level must have. */
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
