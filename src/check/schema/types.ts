import { isObject } from '../../grammar/json';

/** Whether a value has an OpenAPI type; if none is given, every value does. */
export function typeTest(type: string | undefined): (value: any) => boolean {
  switch (type) {
    case undefined: return () => true;
    case 'object': return isObject;
    case 'array': return Array.isArray;
    case 'integer': return Number.isInteger;
    case 'number': return Number.isFinite;
    default: return (value) => typeof value === type;
  }
}

/** The type of a value in words. */
export function typeOf(value: any): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'object': return 'an object';
    case 'number': return Number.isInteger(value) ? 'an integer' : 'a number';
    default: return `a ${typeof value}`;
  }
}
