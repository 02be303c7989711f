/** Words for CRDs that no module publishes, and that are therefore declared here. */
export const string = { type: 'string' };
export const integer = { type: 'integer', format: 'int32' };
export const boolean = { type: 'boolean' };
export const port = { type: 'integer', format: 'int32', minimum: 1, maximum: 65535 };
export const stringMap = { type: 'object', additionalProperties: string };
export const oneOf = (...values: string[]) => ({ type: 'string', enum: values });
export const object = (properties: Record<string, any>, required?: string[]) => ({ type: 'object', properties, ...(required && { required }) });
export const list = <T>(items: T, more?: object) => ({ type: 'array', items, ...more });
export const time = { type: 'string', format: 'date-time' };

export const meta = { apiVersion: string, kind: string, metadata: { type: 'object' } };
export const conditions = (lastTransitionTime: object) => list(
  object({ lastTransitionTime, message: string, reason: string, status: string, type: string }),
);
export const age = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

export function crd(group: string, kind: string, versions: any[], scope = 'Namespaced'): any {
  const singular = kind.toLowerCase();
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${singular}s.${group}` },
    spec: {
      group,
      names: { kind, listKind: `${kind}List`, plural: `${singular}s`, singular },
      scope,
      versions: versions.map(({ schema, ...version }) => (
        { ...version, served: true, schema: { openAPIV3Schema: schema }, subresources: { status: {} } }
      )),
    },
  };
}
