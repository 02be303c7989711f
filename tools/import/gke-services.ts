/**
 * GKE's own multi-cluster services. No module publishes these CRDs: the two kinds are declared here from the fields that GKE serves.
 */
const string = { type: 'string' };
const integer = { type: 'integer', format: 'int32' };
const object = (properties: Record<string, any>, required?: string[]) => ({ type: 'object', properties, ...(required && { required }) });
const list = (items: any, more?: object) => ({ type: 'array', items, ...more });
const time = { type: 'string', format: 'date-time' };

const meta = { apiVersion: string, kind: string, metadata: { type: 'object' } };
const conditions = (lastTransitionTime: object) => list(
  object({ lastTransitionTime, message: string, reason: string, status: string, type: string }),
);
const age = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

function crd(kind: string, versions: any[]): any {
  const singular = kind.toLowerCase();
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${singular}s.net.gke.io` },
    spec: {
      group: 'net.gke.io',
      names: { kind, listKind: `${kind}List`, plural: `${singular}s`, singular },
      scope: 'Namespaced',
      versions: versions.map(({ schema, ...version }) => (
        { ...version, served: true, schema: { openAPIV3Schema: schema }, subresources: { status: {} } }
      )),
    },
  };
}

export const gkeServices = [
  crd('ServiceExport', [
    { name: 'v1', storage: false, additionalPrinterColumns: [age], schema: object({ ...meta, status: object({ conditions: conditions(time) }) }) },
    {
      name: 'v1alpha1',
      storage: true,
      additionalPrinterColumns: [{ name: 'SuperclusterIP', type: 'string', jsonPath: '.spec.superclusterIP' }, age],
      schema: object({
        ...meta,
        spec: object({ superclusterIP: string }),
        status: object({ conditions: conditions(string), superclusterIP: string }),
      }),
    },
  ]),
  crd('ServiceImport', [
    {
      name: 'v1',
      storage: true,
      additionalPrinterColumns: [
        { name: 'Type', type: 'string', jsonPath: '.spec.type' },
        { name: 'IP', type: 'string', jsonPath: '.spec.ips' },
        age,
      ],
      schema: object({
        ...meta,
        spec: object({
          ips: list(string, { maxItems: 1 }),
          ports: list(object({ appProtocol: string, name: string, port: integer, protocol: string }, ['port'])),
          sessionAffinity: string,
          sessionAffinityConfig: object({ clientIP: object({ timeoutSeconds: integer }) }),
          type: string,
        }, ['ports', 'type']),
        status: object({ clusters: list(object({ cluster: string }, ['cluster'])) }),
      }),
    },
  ]),
];
