import { STRING_FORMATS } from './formats';
import { typeTest } from './types';
import { isObject } from '../../grammar/json';
import { compilePattern } from '../../grammar/regexp';

/** Whether a value satisfies the alternatives of a schema: this decides, and reports nothing. */
export type Test = (value: any) => boolean;

/** Compiles the schemas inside oneOf, anyOf, allOf and not. */
export function compileTest(schema: any): Test {
  const tests: Test[] = [];
  if (schema.type && !schema['x-kubernetes-int-or-string']) tests.push(typeTest(schema.type));
  if (schema.required) tests.push((v) => !isObject(v) || schema.required.every((key: string) => v[key] !== undefined && v[key] !== null));
  if (schema.properties) {
    const parts = Object.entries<any>(schema.properties).map(([key, part]) => [key, compileTest(part)] as const);
    tests.push((v) => !isObject(v) || parts.every(([key, test]) => v[key] === undefined || test(v[key])));
  }
  if (schema.items) {
    const test = compileTest(schema.items);
    tests.push((v) => !Array.isArray(v) || v.every(test));
  }
  if (schema.enum) tests.push((v) => schema.enum.includes(v));
  if (schema.pattern) {
    const pattern = compilePattern(schema.pattern);
    tests.push((v) => typeof v !== 'string' || pattern.test(v));
  }
  const format = schema.format && STRING_FORMATS[schema.format];
  if (format) tests.push((v) => typeof v !== 'string' || format(v));
  if (schema.minLength !== undefined) tests.push((v) => typeof v !== 'string' || v.length >= schema.minLength);
  if (schema.maxLength !== undefined) tests.push((v) => typeof v !== 'string' || v.length <= schema.maxLength);
  if (schema.minItems !== undefined) tests.push((v) => !Array.isArray(v) || v.length >= schema.minItems);
  if (schema.maxItems !== undefined) tests.push((v) => !Array.isArray(v) || v.length <= schema.maxItems);
  if (schema.minimum !== undefined) tests.push((v) => typeof v !== 'number' || v >= schema.minimum);
  if (schema.maximum !== undefined) tests.push((v) => typeof v !== 'number' || v <= schema.maximum);
  tests.push(...junctions(schema));
  return tests.length === 1 ? tests[0] : (v) => tests.every((test) => test(v));
}

function junctions(schema: any): Test[] {
  const tests: Test[] = [];
  if (schema.not) {
    const test = compileTest(schema.not);
    tests.push((v) => !test(v));
  }
  if (schema.allOf) tests.push(...schema.allOf.map(compileTest));
  if (schema.anyOf) {
    const any: Test[] = schema.anyOf.map(compileTest);
    tests.push((v) => any.some((test) => test(v)));
  }
  if (schema.oneOf) {
    const one: Test[] = schema.oneOf.map(compileTest);
    tests.push((v) => one.filter((test) => test(v)).length === 1);
  }
  return tests;
}

/** Compiles the oneOf, anyOf, allOf and not of a schema into one test; undefined if it has none. */
export function compileAlternatives(schema: any): Test | undefined {
  const { not, allOf, anyOf, oneOf } = schema;
  if (!not && !allOf && !anyOf && !oneOf) return undefined;
  return compileTest({ not, allOf, anyOf, oneOf });
}

/** The fields that every alternative of a schema requires. */
export function sharedFieldsOf({ oneOf, anyOf }: any): string[] {
  const [first, ...others]: string[][] = (oneOf ?? anyOf ?? []).map((part: any) => part.required ?? []);
  return others.length ? first.filter((field) => others.every((fields) => fields.includes(field))) : [];
}

/** The fields that the alternatives mention. */
export function fieldsOf(schema: any): string[] {
  const fields = new Set<string>();
  const visit = (part: any): void => {
    if (!isObject(part)) return;
    for (const field of part.required ?? []) fields.add(field);
    for (const key of ['oneOf', 'anyOf', 'allOf']) (part[key] ?? []).forEach(visit);
    visit(part.not);
  };
  const { not, allOf, anyOf, oneOf } = schema;
  visit({ not, allOf, anyOf, oneOf });
  return [...fields];
}
