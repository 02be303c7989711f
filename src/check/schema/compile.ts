import { compileAlternatives, fieldsOf, sharedFieldsOf } from './alternatives';
import { compileList } from './list';
import { compileObject } from './object';
import { Report } from './report';
import { compileRules } from './rules';
import { compileScalar } from './scalar';
import { typeOf, typeTest } from './types';
import { isObject } from '../../grammar/json';
import { show } from '../../validation/problem';

/** A compiled schema. */
export interface Validator {
  /** The JavaScript type, if it is all that a value needs: most strings need no further checks. */
  leaf?: 'string' | 'boolean';
  /** Reports violations of the schema, without the CEL rules. */
  check(value: any, report: Report): void;
  /** The value with the schema's defaults filled in: the same object if there is nothing to fill. */
  fill?(value: any): any;
  /** Runs the CEL rules here and below. */
  rules?(value: any, report: Report): void;
}

/** Part of a validator: the checks of one group of keywords. */
export type Part = Partial<Validator>;

/** Compiles the schemas of one kind, each once. */
export class Compiler {
  private readonly done = new Map<any, Validator>();

  /**
   * @param definitions of built-in kinds, which refer to their parts by name, and are decoded by Go: null means unset there, and lists may repeat keys
   * @param dropsNull whether null in a field that may not be null counts as left out, as an API server has it; Istio's own validator of definitions refuses it
   */
  constructor(private readonly definitions?: Record<string, any>, readonly dropsNull = false) {}

  get isBuiltIn(): boolean {
    return this.definitions !== undefined;
  }

  compile(schema: any): Validator {
    const known = this.done.get(schema);
    if (known) return known;
    // all validators have the same shape, which makes calls faster
    const validator: Validator = { check: () => undefined, leaf: undefined, fill: undefined, rules: undefined };
    this.done.set(schema, validator); // stored before its parts are compiled, for recursive schemas
    return Object.assign(validator, this.build(schema));
  }

  private build(schema: any): Validator {
    if (schema.$ref) return this.reference(schema.$ref);
    const parts: Part[] = [
      compileObject(schema, this), compileList(schema, this), compileScalar(schema), this.alternatives(schema), compileRules(schema),
    ].filter((part) => part !== undefined);
    const checks = parts.flatMap(({ check }) => check ?? []);
    const rules = parts.flatMap((part) => part.rules ?? []);
    const fill = parts.find((part) => part.fill)?.fill;
    return {
      check: this.typed(schema, checks.length === 1 ? checks[0] : !checks.length ? () => undefined : (value, report) => {
        for (const check of checks) check(value, report);
      }),
      ...(!parts.length && !isIntOrString(schema) && (schema.type === 'string' || schema.type === 'boolean') && { leaf: schema.type as 'string' | 'boolean' }),
      ...(fill && { fill }),
      ...(rules.length && { rules: (value: any, report: Report) => rules.forEach((run) => run(value, report)) }),
    };
  }

  /** The compiled definition, created on first use: definitions may be recursive. */
  private reference(name: string): Validator {
    let target: Validator | undefined;
    return {
      check: (value, report) => (target ??= this.compile(this.definitions![name])).check(value, report),
    };
  }

  /** The type decides whether the rest is checked. */
  private typed(schema: any, check: Validator['check']): Validator['check'] {
    const { type, nullable } = schema;
    const isEither = isIntOrString(schema);
    const allowsNull = nullable || this.isBuiltIn;
    const isBytes = this.isBuiltIn && schema.format === 'byte';
    const matches = isEither
      ? (value: any) => typeof value === 'string' || Number.isInteger(value)
      : typeTest(type || undefined);
    const expected = isEither ? 'an integer or a string' : NAMES[type];
    return (value, report) => {
      if (isBytes && Array.isArray(value) && !value.length) return; // Go also reads a list of numbers
      if (value === null && (allowsNull || (!type && !isEither))) return;
      if (matches(value)) check(value, report);
      else report.add('MESH011', `must be ${expected}, got ${typeOf(value)}: ${show(value)}`, remedy(value, type, expected));
    };
  }

  private alternatives(schema: any): Part | undefined {
    if (schema['x-kubernetes-int-or-string'] || schema.format === 'int-or-string') return undefined; // the type is all there is to check
    const test = compileAlternatives(schema);
    if (!test) return undefined;
    const shared = sharedFieldsOf(schema);
    const fields = fieldsOf(schema).filter((field) => !shared.includes(field));
    return {
      check: (value, report) => {
        if (test(value)) return;
        const missing = isObject(value) ? shared.filter((field) => value[field] === undefined) : [];
        if (missing.length) return report.add('MESH018', `${list(missing)} ${missing.length === 1 ? 'is' : 'are'} missing`, `set ${list(missing)}`);
        const set = isObject(value) ? fields.filter((field) => value[field] !== undefined) : [];
        if (set.length > 1) report.add('MESH018', `${list(set)} are mutually exclusive`, `keep one of ${list(set)}`);
        else if (fields.length) report.add('MESH018', `one of ${list(fields)} is required${set.length ? ` with ${list(set)}` : ''}`, `set exactly one of ${list(fields)}`);
        else report.add('MESH018', `${show(value)} does not have an allowed form`, 'use one of the forms that the API reference lists');
      },
    };
  }
}

const isIntOrString = (schema: any): boolean => schema['x-kubernetes-int-or-string'] || schema.format === 'int-or-string';

const NAMES: Record<string, string> = {
  object: 'an object', array: 'a list', string: 'a string', integer: 'an integer', number: 'a number', boolean: 'true or false',
};

function remedy(value: any, type: string, expected: string): string {
  if (type === 'string' && typeof value === 'number') return `quote it: "${value}"`;
  if (type === 'string' && typeof value === 'boolean') return `quote it: "${value}" (unquoted, on, yes and y are true, off, no and n are false)`;
  if ((type === 'integer' || type === 'number') && typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))) return `remove the quotes: ${value}`;
  if (value === null) return `remove the field, or use ${expected}`;
  return `use ${expected}`;
}

const list = (names: string[]): string => names.map((name) => `'${name}'`).join(', ').replace(/, ([^,]*)$/, ' and $1');
