import { age, conditions, crd, integer, list, meta, object, string, time } from './declared';

/**
 * GKE's own multi-cluster services. No module publishes these CRDs: the two kinds are declared here from the fields that GKE serves.
 */
export const gkeServices = [
  crd('net.gke.io', 'ServiceExport', [
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
  crd('net.gke.io', 'ServiceImport', [
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
