import { Manifest } from './api-client';

/** Definitions for kinds of projects that are not part of the lab: they take anything, so they judge nothing, and the report says so. */
export const STAND_INS: readonly Manifest[] = [
  standIn('cert-manager.io', 'v1', 'Certificate', 'certificates'),
  standIn('external-secrets.io', 'v1', 'ExternalSecret', 'externalsecrets'),
];

/** A definition that takes anything. */
export function standIn(group: string, version: string, kind: string, plural: string): Manifest {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
    },
  };
}
