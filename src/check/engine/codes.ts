/** Codes of what the engine itself says of documents and acknowledgements. */
export const ENGINE_CODES = {
  MESH000: 'A check could not be run: a bug of the library, said so',
  MESH001: 'A document is no Kubernetes object',
  MESH002: 'Two objects have the same kind, namespace and name: an error where their contents differ and both go to one cluster (objects of an app, or files with `--complete`), a warning where files may be of several clusters, information where they are equal',
  MESH003: 'The mesh configuration in its ConfigMap is broken YAML',
  MESH004: 'A file or a document is the configuration of a tool (kustomize, istioctl, …), a template (helm, ytt), a patch, or no manifest at all, which no cluster gets: it is left out',
  MESH005: 'An acknowledgement, in the app or as an annotation, hides nothing (a warning where all is declared complete, else information), or is written so that it can hide nothing (a warning)',
} as const;
