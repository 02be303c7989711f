import type { Compiler, Part } from './compile';
import { count } from './object';
import { Report } from './report';
import { isObject } from '../../grammar/json';
import { show } from '../../validation/problem';

/** Elements, their count, and lists with unique elements. */
export function compileList(schema: any, compiler: Compiler): Part | undefined {
  if (schema.type !== 'array') return undefined;
  const { minItems, maxItems } = schema;
  const element = schema.items ? compiler.compile(schema.items) : undefined;
  const differ = compiler.isBuiltIn ? undefined : distinct(schema);
  const each = (value: any[], report: Report, run: (item: any, report: Report) => void) => {
    for (let i = 0; i < value.length; i++) {
      report.path.push(i);
      run(value[i], report);
      report.path.pop();
    }
  };
  return {
    check(value, report) {
      if (element && !(element.leaf && value.every((item: any) => typeof item === element.leaf))) each(value, report, element.check);
      count(value.length, minItems, maxItems, 'element', report);
      if (value.length > (maxItems ?? Infinity)) report.blocked = true; // rule costs are estimated for lists of the maximum length
      differ?.(value, report);
    },
    ...(element?.fill && {
      fill(value: any) {
        if (!Array.isArray(value)) return value;
        const filled = value.map((item) => element.fill!(item));
        return filled.every((item, i) => item === value[i]) ? value : filled;
      },
    }),
    ...(element?.rules && {
      rules(value: any, report: Report) {
        if (Array.isArray(value)) each(value, report, (item, r) => item !== null && element.rules!(item, r));
      },
    }),
  };
}

/** A set's elements differ as a whole, a map's by their keys. */
function distinct(schema: any): ((value: any[], report: Report) => void) | undefined {
  const keys: string[] = schema['x-kubernetes-list-map-keys'];
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'set' && type !== 'map') return undefined;
  // what identifies an element is a scalar; anything else was rejected for its type
  const flat = (value: any) => (typeof value === 'object' ? null : value);
  const identity = (item: any) => (type === 'set' ? flat(item) : isObject(item) ? keys.map((key) => flat(item[key])) : null);
  return (value, report) => {
    const seen = new Map<string, number>();
    value.forEach((item, i) => {
      const identified = identity(item);
      if (identified === null) return;
      const id = JSON.stringify(identified);
      if (seen.has(id)) {
        const what = type === 'set' ? show(item) : keys.map((key) => `${key} ${show(item[key])}`).join(', ');
        report.path.push(i);
        report.add('MESH017', `${what} already occurs in element ${seen.get(id)}`, type === 'set' ? 'remove one of the two' : `merge the two, or change ${keys.join(' or ')}`);
        report.path.pop();
      } else {
        seen.set(id, i);
      }
    });
  };
}
