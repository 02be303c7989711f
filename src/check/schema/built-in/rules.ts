import { isObject } from '../../../grammar/json';
import { nearest } from '../../../grammar/nearest';
import { show } from '../../../validation/problem';
import type { SchemaCode } from '../codes';
import type { Report } from '../report';

/** Reports problems of the value at the report's current position. Values of the wrong type are left to the schema. */
export type Rule = (value: any, report: Report) => void;

/** Why a text is rejected, or undefined when it is valid. */
export type TextError = (text: string) => string | undefined;

/** Go's zero values: an API server can't distinguish them from an omitted field. */
export const isUnset = (value: any): boolean => value === undefined || value === null || value === '' || value === 0 || (Array.isArray(value) && !value.length);

/** A value as an object; any other value has no fields. */
export const objectOf = (value: any): Record<string, any> => (isObject(value) ? value : {});
/** A value as a list; any other value is empty. */
export const listOf = (value: any): any[] => (Array.isArray(value) ? value : []);

/** Visits a field of the value at the report's current position. */
export function at(report: Report, key: string | number, look: () => void): void {
  report.path.push(key);
  look();
  report.path.pop();
}

/** Adds a problem at a field below the report's current position. */
export function addAt(report: Report, keys: readonly (string | number)[], code: SchemaCode, message: string, fix: string): void {
  report.add(code, message, fix, [...report.path, ...keys]);
}

/** Rules for the fields of an object, whether they are set or not. */
export function fields(rules: Record<string, Rule>): Rule {
  const entries = Object.entries(rules);
  return (value, report) => {
    if (!isObject(value)) return;
    for (const [key, rule] of entries) {
      report.path.push(key);
      rule(value[key], report);
      report.path.pop();
    }
  };
}

/** Several rules about one value. */
export const all = (...rules: readonly Rule[]): Rule => (value, report) => {
  for (const rule of rules) rule(value, report);
};

/** A rule for each element of a list. */
export const each = (rule: Rule): Rule => (value, report) => {
  if (Array.isArray(value)) value.forEach((item, i) => at(report, i, () => rule(item, report)));
};

/** The field must be set to something other than Go's zero value; further rules check its value. */
export const required = (...rules: readonly Rule[]): Rule => (value, report) => {
  if (!isUnset(value)) return all(...rules)(value, report);
  missing(report, String(report.path.at(-1)), report.path.slice(0, -1));
};

/** Reports once that a field is missing, though the schema may have reported it. */
export function missing(report: Report, field: string, place: readonly (string | number)[] = report.path, why = ''): void {
  const before = report.problems.length;
  report.add('MESH013', `'${field}' is missing${why}`, `set '${field}'`, place);
  const last = report.problems.at(-1);
  if (report.problems.length > before && report.problems.slice(0, before).some((p) => p.code === 'MESH013' && p.pointer === last!.pointer && p.message === last!.message)) report.problems.pop();
}

/** A closed set of texts; nothing is reported for an omitted text. */
export const oneOf = (...values: readonly string[]): Rule => (value, report) => {
  if (typeof value !== 'string' || value === '' || values.includes(value)) return;
  const near = nearest(value, [...values]);
  report.add('MESH014', `must be one of ${values.join(', ')}, got ${show(value)}`, near ? `use '${near}'` : `use one of ${values.join(', ')}`);
};

/** A text with a certain format; nothing is reported for an omitted text. */
export const form = (error: TextError, code: SchemaCode = 'MESH015'): Rule => (value, report) => {
  if (typeof value !== 'string' || value === '') return;
  const why = error(value);
  if (why) report.add(code, `${show(value)} is not a valid ${fieldName(report)}: it ${why}`, `use a valid value: it ${why}`);
};

/** Like `form`, for fields in which a set empty text is also rejected. */
export const strictForm = (error: TextError, code: SchemaCode = 'MESH015'): Rule => (value, report) => {
  const why = typeof value === 'string' ? error(value) : undefined;
  if (why) report.add(code, `${show(value)} is not a valid ${fieldName(report)}: it ${why}`, `use a valid value: it ${why}`);
};

const fieldName = (report: Report): string => String(report.path.filter((part) => typeof part === 'string').at(-1) ?? 'value');

/** A number between two bounds. */
export const between = (min: number, max = Infinity): Rule => (value, report) => {
  if (typeof value !== 'number' || (value >= min && value <= max)) return;
  const expected = max === Infinity ? `at least ${min}` : `from ${min} to ${max}`;
  report.add('MESH016', `must be ${expected}, got ${value}`, `use a number ${expected}`);
};

/** Elements must differ in their identity; those without an identity are skipped. */
export const differ = (what: string, identity: (item: any) => string | undefined): Rule => (value, report) => {
  const seen = new Map<string, number>();
  listOf(value).forEach((item, i) => {
    const id = isObject(item) || typeof item === 'string' ? identity(item) : undefined;
    if (id === undefined) return;
    const first = seen.get(id);
    if (first === undefined) seen.set(id, i);
    else addAt(report, [i], 'MESH017', `${what} ${id} already occurs in element ${first}`, `use a different ${what} in each element`);
  });
};

/** Exactly one of several fields. */
export const exactlyOne = (...names: readonly string[]): Rule => (value, report) => {
  if (!isObject(value)) return;
  const set = names.filter((name) => value[name] !== undefined && value[name] !== null);
  const list = names.map((name) => `'${name}'`).join(', ');
  if (!set.length) report.add('MESH018', `one of ${list} is needed`, `set exactly one of ${list}`);
  if (set.length > 1) report.add('MESH018', `${set.map((name) => `'${name}'`).join(' and ')} are mutually exclusive`, 'keep one of them');
};

/** Fields that are forbidden in this place. */
export function forbidden(value: any, names: readonly string[], report: Report, where: string): void {
  for (const name of names) if (!isUnset(objectOf(value)[name]) && objectOf(value)[name] !== false) addAt(report, [name], 'MESH018', `'${name}' is not allowed ${where}`, `remove '${name}'`);
}
