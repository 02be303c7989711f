import type { Part } from './compile';
import { fits, STRING_FORMATS } from './formats';
import { Report } from './report';
import { nearest } from '../../grammar/nearest';
import { compilePattern } from '../../grammar/regexp';
import { show } from '../../validation/problem';

type Check = (value: any, report: Report) => void;

/** Texts, numbers and closed sets of values. */
export function compileScalar(schema: any): Part | undefined {
  const checks = [...enumeration(schema), ...text(schema), ...number(schema)];
  if (!checks.length) return undefined;
  return { check: checks.length === 1 ? checks[0] : (value, report) => checks.forEach((check) => check(value, report)) };
}

function enumeration({ enum: allowed }: any): Check[] {
  if (!allowed) return [];
  const set = new Set(allowed);
  return [(value, report) => {
    if (set.has(value)) return;
    const near = typeof value === 'string' ? nearest(value, allowed) : undefined;
    report.add('MESH014', `must be one of ${allowed.join(', ')}, got ${show(value)}`, near ? `use '${near}'` : `use one of ${allowed.join(', ')}`);
  }];
}

function text({ minLength, maxLength, pattern, format }: any): Check[] {
  const checks: Check[] = [];
  if (minLength !== undefined || maxLength !== undefined) {
    checks.push((value, report) => {
      if (typeof value !== 'string') return;
      const length = value.length > (maxLength ?? 0) ? [...value].length : value.length; // counts code points, where it may matter
      if (minLength !== undefined && length < minLength) {
        report.add('MESH016', length ? `has ${length} characters, but needs at least ${minLength}` : 'is empty', length ? `use at least ${minLength} characters` : 'set a value, or remove the field');
      }
      if (maxLength !== undefined && length > maxLength) {
        report.add('MESH016', `has ${length} characters, but at most ${maxLength} are allowed`, `shorten it to ${maxLength} characters`);
        report.blocked = true;
      }
    });
  }
  if (pattern) {
    const compiled = compilePattern(pattern);
    checks.push((value, report) => {
      if (typeof value !== 'string' || value.length > (maxLength ?? 65536) || compiled.test(value)) return;
      report.add('MESH015', `${show(value)} must match ${pattern}`, 'use a value that matches');
    });
  }
  const isFormat = format && STRING_FORMATS[format];
  if (isFormat) {
    checks.push((value, report) => {
      if (typeof value !== 'string' || isFormat(value)) return;
      report.add('MESH015', `${show(value)} does not have the format ${format}`, `use the format ${format}`);
    });
  }
  return checks;
}

function number({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, format, type }: any): Check[] {
  const isLimited = minimum !== undefined || maximum !== undefined || multipleOf !== undefined || (type === 'integer' && format);
  if (!isLimited) return [];
  return [(value, report) => {
    if (typeof value !== 'number') return;
    const isLow = minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum);
    const isHigh = maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum);
    if (isLow || isHigh) report.add('MESH016', `must be ${range(minimum, maximum)}, got ${value}`, `use a number ${range(minimum, maximum)}`);
    else if (!fits(value, format)) report.add('MESH016', `${value} is out of range for type ${format}`, 'use a smaller number');
    if (multipleOf !== undefined && value % multipleOf !== 0) report.add('MESH016', `must be a multiple of ${multipleOf}, got ${value}`, `use a multiple of ${multipleOf}`);
  }];
}

function range(min: number | undefined, max: number | undefined): string {
  if (min === undefined) return `at most ${max}`;
  return max === undefined ? `at least ${min}` : `from ${min} to ${max}`;
}
