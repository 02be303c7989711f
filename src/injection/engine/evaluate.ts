import { FUNCTIONS } from './functions';
import { Expression, parsePipeline, Pipeline } from './pipeline';
import { printed, truth } from './values';

/** The variables of a block, over those of the blocks around it. */
export class Scope {
  private readonly variables = new Map<string, unknown>();

  public constructor(private readonly outer?: Scope) {}

  public declare(name: string, value: unknown): void {
    this.variables.set(name, value);
  }

  public assign(name: string, value: unknown): void {
    const owner = this.owner(name);
    if (!owner) throw new Error(`the template sets ${name} before it is declared; declare it with :=`);
    owner.variables.set(name, value);
  }

  public read(name: string): unknown {
    const owner = this.owner(name);
    if (!owner) throw new Error(`the template reads ${name} before it is declared; declare it with :=`);
    return owner.variables.get(name);
  }

  private owner(name: string): Scope | undefined {
    return this.variables.has(name) ? this : this.outer?.owner(name);
  }
}

/** Where an evaluation is: what `.` is, and which variables there are. `$` is what it began with. */
export interface Place {
  readonly dot: unknown;
  readonly scope: Scope;
}

/** The place at which a template begins. */
export function start(data: unknown): Place {
  const scope = new Scope();
  scope.declare('$', data);
  return { dot: data, scope };
}

/** What a pipeline yields. Variables that it sets are set, and then it yields nothing. */
export function evaluate(source: string, place: Place): unknown {
  const pipeline = parsePipeline(source);
  const value = expression(pipeline.expression, place);
  if (pipeline.variables.length === 0) return value;
  set(pipeline, value, place.scope);
  return '';
}

/** What a pipeline yields as part of a text. */
export function evaluateText(source: string, place: Place): string {
  return printed(evaluate(source, place));
}

/** What a header with `if`, `with` or `range` opens: the places at which its block is rendered, none when its `else` is. */
export function opened(header: string, place: Place): readonly Place[] {
  const [, keyword, source] = /^(if|with|range)\s+([\s\S]*)$/.exec(header.trim()) ?? [];
  if (!keyword) throw new Error(`the template's '${header}' does not open a block; use if, with or range`);
  const pipeline = parsePipeline(source);
  const value = expression(pipeline.expression, place);
  if (keyword === 'range') return items(value).map(([key, item]) => inside(pipeline, [key, item], { dot: item, scope: new Scope(place.scope) }));
  if (!truth(value)) return [];
  const dot = keyword === 'with' ? value : place.dot;
  return [inside(pipeline, [value], { dot, scope: new Scope(place.scope) })];
}

function inside(pipeline: Pipeline, values: readonly unknown[], place: Place): Place {
  const { variables } = pipeline;
  variables.forEach((name, i) => place.scope.declare(name, variables.length === 1 ? values[values.length - 1] : values[i]));
  return place;
}

function items(value: unknown): [unknown, unknown][] {
  if (Array.isArray(value)) return value.map((item, i) => [i, item]);
  if (typeof value === 'object' && value !== null) return Object.keys(value).sort().map((key) => [key, (value as any)[key]]);
  if (value === undefined || value === null || value === '') return [];
  throw new Error(`the value that the template ranges over must be a list or a map, got: ${JSON.stringify(value)}`);
}

function set(pipeline: Pipeline, value: unknown, scope: Scope): void {
  for (const name of pipeline.variables) {
    if (pipeline.declares) scope.declare(name, value); else scope.assign(name, value);
  }
}

function expression(node: Expression, place: Place): unknown {
  switch (node.kind) {
    case 'literal': return node.value;
    case 'dot': return place.dot;
    case 'variable': return place.scope.read(node.name);
    case 'field': return field(expression(node.of, place), node.name);
    case 'call': return call(node.name, node.args, place);
  }
}

function call(name: string, args: readonly Expression[], place: Place): unknown {
  // these two look no further than they must
  if (name === 'and' || name === 'or') {
    let value: unknown;
    for (const arg of args) {
      value = expression(arg, place);
      if (truth(value) === (name === 'or')) break;
    }
    return value;
  }
  if (!Object.hasOwn(FUNCTIONS, name)) {
    throw new Error(`the template calls '${name}', which only istiod supports; let the webhook inject these pods, or write the template without '${name}'`);
  }
  return FUNCTIONS[name](...args.map((arg) => expression(arg, place)));
}

/** A field of Go's structs, which Kubernetes writes with a small letter; a key of a map; or one of the methods that protobuf gives. */
function field(of: unknown, name: string): unknown {
  if (typeof of === 'object' && of !== null && !Array.isArray(of)) {
    if (Object.hasOwn(of, name)) return (of as any)[name];
    if (/^[A-Z]/.test(name)) {
      const wanted = (/^Get[A-Z]/.test(name) ? name.slice(3) : name).toLowerCase();
      const key = Object.keys(of).find((candidate) => candidate.toLowerCase() === wanted);
      if (key !== undefined) return (of as any)[key];
    }
    return undefined;
  }
  if (name === 'GetValue') return of ?? false;
  if (name === 'String') return printed(of);
  if (of === undefined || of === null) return undefined;
  throw new Error(`the template reads .${name} of a value that must be an object, got: ${JSON.stringify(of)}`);
}
