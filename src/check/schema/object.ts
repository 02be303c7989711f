import type { Compiler, Part, Validator } from './compile';
import { Report } from './report';
import { nearest } from '../../grammar/nearest';

/** Fields, maps, required fields, counts of fields. */
export function compileObject(schema: any, compiler: Compiler): Part | undefined {
  const { properties, additionalProperties, required, minProperties, maxProperties } = schema;
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true || additionalProperties === true
    || (compiler.isBuiltIn && !properties && !additionalProperties);
  if (schema.type !== 'object' && !properties && !additionalProperties) return undefined;

  const fields: Record<string, Validator> = Object.create(null);
  for (const [name, part] of Object.entries(properties ?? {})) fields[name] = compiler.compile(part);
  const others = typeof additionalProperties === 'object' ? compiler.compile(additionalProperties) : undefined;
  const counts = minProperties !== undefined || maxProperties !== undefined;
  const needed: readonly string[] = required ?? [];
  /** Null in a non-nullable field is removed before anything else is checked. */
  const drops = (key: string): boolean => {
    const part = properties?.[key] ?? additionalProperties;
    return compiler.dropsNull && part?.type !== undefined && !part.nullable && part.default === undefined;
  };

  return {
    check(value, report) {
      for (const key of Object.keys(value)) {
        const item = value[key];
        if (item === undefined) continue;
        const field = fields[key] ?? others;
        if (field) {
          if (typeof item === field.leaf) continue;
          report.path.push(key);
          if (item === null && drops(key)) report.warn('MESH011', `${key} is null: the API server drops the field`, `remove '${key}', or set a value`);
          else field.check(item, report);
          report.path.pop();
        } else if (!isOpen) {
          unknown(key, Object.keys(fields), report);
        }
      }
      for (const key of needed) {
        if (value[key] === undefined || (value[key] === null && drops(key))) report.add('MESH013', `'${key}' is missing`, `set '${key}'`);
      }
      if (counts) count(Object.keys(value).filter((key) => value[key] !== null || !drops(key)).length, minProperties, maxProperties, 'entry', report);
    },
    ...fillOf(properties ?? {}, fields, others),
    ...rulesOf(fields, others),
  };
}

function unknown(key: string, known: string[], report: Report): void {
  const near = nearest(key, known);
  report.path.push(key);
  report.add('MESH012', `unknown field '${key}'${near ? `, did you mean '${near}'?` : ''} (without strict validation the API server silently drops it)`,
    near ? `rename it to '${near}'` : known.length && known.length <= 12 ? `remove it, or use one of ${known.join(', ')}` : 'remove it');
  report.path.pop();
}

/** Reports a count that is too low or too high. */
export function count(n: number, min: number | undefined, max: number | undefined, unit: string, report: Report): void {
  const units = (k: number) => `${k} ${k === 1 ? unit : unit === 'entry' ? 'entries' : `${unit}s`}`;
  if (min !== undefined && n < min) report.add('MESH016', `has ${units(n)}, but needs at least ${min}`, `add entries: at least ${units(min)}`);
  if (max !== undefined && n > max) report.add('MESH016', `has ${units(n)}, but at most ${max} are allowed`, `keep at most ${units(max)}`);
}

/** Defaults of fields, and of everything below them; the value is copied only when something is filled in. */
function fillOf(properties: Record<string, any>, fields: Record<string, Validator>, others: Validator | undefined): Part {
  const filling = Object.keys(fields).filter((name) => fields[name].fill || properties[name].default !== undefined);
  if (!filling.length && !others?.fill) return {};
  return {
    fill(value) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      let filled = value;
      const set = (key: string, content: any) => {
        if (content === value[key]) return;
        if (filled === value) filled = { ...value };
        filled[key] = content;
      };
      for (const name of filling) {
        const { default: content, nullable } = properties[name];
        const isMissing = value[name] === undefined || (value[name] === null && !nullable);
        const start = isMissing && content !== undefined ? structuredClone(content) : value[name];
        if (start !== undefined) set(name, fields[name].fill ? fields[name].fill!(start) : start);
      }
      if (others?.fill) for (const key of Object.keys(value)) if (!(key in fields)) set(key, others.fill(value[key]));
      return filled;
    },
  };
}

function rulesOf(fields: Record<string, Validator>, others: Validator | undefined): Part {
  const ruled = Object.keys(fields).filter((name) => fields[name].rules);
  if (!ruled.length && !others?.rules) return {};
  const run = (field: Validator, key: string, value: any, report: Report) => {
    report.path.push(key);
    field.rules!(value[key], report);
    report.path.pop();
  };
  return {
    rules(value, report) {
      if (typeof value !== 'object' || value === null) return;
      for (const name of ruled) if (value[name] !== undefined && value[name] !== null) run(fields[name], name, value, report);
      if (others?.rules) for (const key of Object.keys(value)) if (!(key in fields) && value[key] !== null) run(others, key, value, report);
    },
  };
}

