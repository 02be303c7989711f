import * as fs from 'fs';
import * as path from 'path';

/*
 * The parts of a jsii assembly that the reference shows.
 */

export interface Docs {
  readonly summary?: string;
  readonly remarks?: string;
  readonly default?: string;
  readonly example?: string;
  readonly see?: string;
  readonly returns?: string;
  readonly deprecated?: string;
  readonly custom?: Readonly<Record<string, string>>;
}

export interface TypeReference {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: TypeReference };
  readonly union?: { readonly types: readonly TypeReference[] };
}

export interface Parameter {
  readonly name: string;
  readonly type: TypeReference;
  readonly optional?: boolean;
  readonly variadic?: boolean;
  readonly docs?: Docs;
}

export interface Callable {
  readonly name: string;
  readonly parameters?: readonly Parameter[];
  readonly returns?: { readonly type: TypeReference };
  readonly static?: boolean;
  readonly protected?: boolean;
  readonly docs?: Docs;
}

export interface Property {
  readonly name: string;
  readonly type: TypeReference;
  readonly optional?: boolean;
  readonly immutable?: boolean;
  readonly static?: boolean;
  readonly protected?: boolean;
  readonly docs?: Docs;
}

export interface Type {
  readonly fqn: string;
  readonly name: string;
  readonly namespace?: string;
  readonly kind: 'class' | 'interface' | 'enum';
  /** A struct: an interface with data properties only. */
  readonly datatype?: boolean;
  readonly abstract?: boolean;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly initializer?: Omit<Callable, 'name'>;
  readonly methods?: readonly Callable[];
  readonly properties?: readonly Property[];
  readonly members?: readonly { readonly name: string; readonly docs?: Docs }[];
  readonly locationInModule: { readonly filename: string };
  readonly docs?: Docs;
}

/** Every public type, from the assembly that jsii wrote at the root. */
export function publicTypes(): readonly Type[] {
  const { types } = JSON.parse(fs.readFileSync(path.join(__dirname, '..', '..', '..', '.jsii'), 'utf8')) as { types: Record<string, Type> };
  return Object.values(types);
}

/** The folder of src/ in which a type is declared. */
export const roomOf = ({ locationInModule }: Type): string => locationInModule.filename.split('/')[1];
