/** Codes of the engine's own findings about documents and acknowledgements. */
export const ENGINE_CODES = {
  MESH000: 'A check could not be run because of a bug in the library',
  MESH001: 'A document is not a Kubernetes object',
  MESH002: 'Two objects have the same kind, namespace and name: an error if their contents differ and both belong to one cluster (objects of an app, or files with `--complete`), a warning if files may belong to several clusters, information if they are equal',
  MESH003: 'The mesh configuration in its ConfigMap is broken YAML',
  MESH004: 'A file or a document is the configuration of a tool (kustomize, istioctl, …), a template (helm, ytt), a patch, or not a manifest at all: it is not applied to a cluster, so it is skipped',
  MESH005: 'An acknowledgement, in the app or as an annotation, matches no finding (a warning if the input is declared complete, else information), or is malformed (a warning)',
} as const;
