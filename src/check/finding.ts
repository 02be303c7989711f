import { ObjectReference } from '../world/reference';
/** Severity of a finding. Errors fail the synth (and the `check` command); warnings and information do not. */
export enum Severity {
  /** the configured behaviour does not happen, or something breaks at run time */
  ERROR = 'error',
  /** likely a mistake: it works today, or only sometimes, or has no effect */
  WARNING = 'warning',
  /** worth knowing, often intended */
  INFO = 'info',
}

/** The component that rejects the object, or where the problem appears. */
export enum CheckLayer {
  /** the custom resource definition: its schema and its CEL rules, as an API server applies them */
  SCHEMA = 'schema',
  /** the control plane's admission webhook */
  ADMISSION = 'admission',
  /** no component reports it before run time: references, conflicts and effects across objects */
  SEMANTIC = 'semantic',
}

/** Another object involved in a finding. */
export interface RelatedObject extends ObjectReference {
  /**
   * The location in the object, as a JSON pointer.
   * @default - the object as a whole
   */
  readonly pointer?: string;
  /**
   * Path of the construct that made it.
   * @default - not made by a construct of this app
   */
  readonly constructPath?: string;
  /**
   * File that it was read from.
   * @default - not read from a file
   */
  readonly file?: string;
  /**
   * Line in the file, counted from 1.
   * @default - not read from a file
   */
  readonly line?: number;
  /**
   * Column of the line, counted from 1.
   * @default - not read from a file, or the object as a whole
   */
  readonly column?: number;
}

/** One thing that a check found. */
export interface Finding {
  /** Code of the check, like `MESH201`, as listed in https://github.com/cdk8s-mesh/cdk8s-mesh/blob/main/docs/checks.md. */
  readonly code: string;
  /** Codes of other tools for the same problem: `istioctl analyze` (`IST0101`), Kiali (`KIA1107`), Gateway API condition reasons. */
  readonly aliases: string[];
  /** Severity of the finding. */
  readonly severity: Severity;
  /** The layer that would have noticed it. */
  readonly layer: CheckLayer;
  /** The object to change. */
  readonly object: ObjectReference;
  /**
   * The location in the object, as a JSON pointer (RFC 6901).
   * @default - the object as a whole
   */
  readonly pointer?: string;
  /**
   * File that the object was read from.
   * @default - not read from a file
   */
  readonly file?: string;
  /**
   * Line in the file, counted from 1.
   * @default - not read from a file
   */
  readonly line?: number;
  /**
   * Column of the line, counted from 1.
   * @default - not read from a file, or the object as a whole
   */
  readonly column?: number;
  /**
   * Path of the construct that made the object.
   * @default - not made by a construct
   */
  readonly constructPath?: string;
  /** What is wrong, and what happens at run time because of it. */
  readonly message: string;
  /** How to fix it. */
  readonly fix: string;
  /** Other objects involved. */
  readonly related: RelatedObject[];
}
