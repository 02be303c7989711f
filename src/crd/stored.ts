/** The format of the files in assets/crds, written by tools/import and read by ./crds. */
export interface StoredCrds {
  /** Schemas without descriptions; versions of a kind often share one. */
  readonly schemas: any[];
  readonly crds: StoredCrd[];
}

/** One CustomResourceDefinition, with its schemas replaced by indexes into `schemas`. */
export interface StoredCrd {
  readonly metadata: { readonly name: string; readonly labels?: Record<string, string>; readonly annotations?: Record<string, string> };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string; readonly [key: string]: unknown };
    readonly scope: string;
    readonly versions: StoredVersion[];
    readonly [key: string]: unknown;
  };
}

/** One version of a kind. */
export interface StoredVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema: number;
  /** Another published definition of the same version, if there is one. */
  readonly otherSchema?: number;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly [key: string]: unknown;
}

/** The built-in kinds: the definition of each, and its `$ref` targets. */
export interface StoredKinds {
  /** Maps for example `apps/v1 Deployment` to the name of its definition. */
  readonly kinds: Record<string, string>;
  readonly definitions: Record<string, any>;
}
