/** The codes of this layer, one per family of rules. */
export const SCHEMA_CODES = {
  MESH011: 'A value has another type than its field',
  MESH012: 'A field is unknown',
  MESH013: 'A required field is missing',
  MESH014: 'A value is not one of those allowed',
  MESH015: 'A text does not have the required form',
  MESH016: 'A number, a length or a count is out of range',
  MESH017: 'An element occurs twice in a list whose elements must differ',
  MESH018: 'Mutually exclusive fields are set together, or none of several is set',
  MESH019: 'A rule of the resource definition (CEL) is broken',
  MESH020: 'A name, a label or an annotation is malformed',
  MESH021: 'The version of the kind does not exist or is not served',
  MESH022: 'The version of the kind is deprecated',
  MESH023: 'Parts of a built-in kind do not fit together (a selector and the labels of its template, a mount and the volumes of the pod)',
  MESH024: 'The API group has no such kind',
  MESH025: 'The API group, the version or the kind was removed: no API server serves it',
} as const;

export type SchemaCode = keyof typeof SCHEMA_CODES;
