import { Block, Choice, Code, Entries, Node, Shared, Spread, TemplateTree, Text, Verbatim } from './tree';

/** Writes a tree as the text of a template. */
export function print(tree: Node, prelude: readonly string[] = []): string {
  return [...prelude.map((line) => `{{- ${line} }}`), ...value(tree, 0)].join('\n').trim();
}

/** Writes a whole template. */
export function printTemplate(template: TemplateTree): string {
  return print(template.tree, template.prelude);
}

const pad = (depth: number): string => ' '.repeat(depth);
const control = (pipeline: string): string => `{{- ${pipeline} }}`;

/** Braces in a user's own text must not be parsed as code. */
function literal(string: string): string {
  return string.replace(/\{\{/g, '{{ "{{" }}');
}

function inline(parts: readonly (string | Code)[], escape: (string: string) => string): string {
  return parts.map((part) => part instanceof Code ? `{{ ${part.pipeline} }}` : literal(escape(part))).join('');
}

/** A value that fits on the line of its key; undefined for multi-line values. */
function scalar(node: Node): string | undefined {
  if (node === null) return '';
  if (node instanceof Text) return `"${inline(node.parts, (part) => JSON.stringify(part).slice(1, -1))}"`;
  if (node instanceof Verbatim) return inline(node.parts, (part) => part);
  if (typeof node === 'string') return /^[A-Za-z/$][\w/.:()$-]*$/.test(node) && !RESERVED.test(node) ? node : literal(JSON.stringify(node));
  if (typeof node !== 'object') return String(node);
  if (Array.isArray(node)) return node.length === 0 ? '[]' : undefined;
  if (node.constructor === Object && Object.values(node).every((child) => child === undefined)) return '{}';
  return undefined;
}
const RESERVED = /^(y|n|yes|no|on|off|true|false|null)$|:$/i;

const LINE = 130; // what fits on a line is written on one: most lines of the eight templates are environment variables

/** A map or a list without conditions, on one line; undefined for others. Two adjacent braces would be parsed as code. */
function flow(node: Node): string | undefined {
  if (Array.isArray(node)) {
    const items = node.filter((item) => item !== undefined).map(flow);
    return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
  }
  if (node === null) return 'null';
  if (node instanceof Verbatim) return undefined;
  const simple = scalar(node);
  if (simple !== undefined) return simple;
  if (typeof node !== 'object' || node.constructor !== Object) return undefined;
  const all = Object.entries(node as Record<string, Node>).filter(([, child]) => child !== undefined).map(([key, child]) => [scalar(key), flow(child)]);
  return all.some(([, child]) => child === undefined) ? undefined : `{${all.map(([key, child]) => `${key}: ${child}`).join(', ')}}`;
}

/** A multi-line value, on one line if that is short. */
function short(node: Node, room: number): string | undefined {
  const text = typeof node === 'object' && node !== null ? flow(node) : undefined;
  return text !== undefined && text.length <= room ? text : undefined;
}

function value(node: Node, depth: number): string[] {
  const simple = scalar(node);
  if (simple !== undefined) return [pad(depth) + simple];
  if (Array.isArray(node)) return node.flatMap((item) => element(item, depth));
  if (node instanceof Entries) return node.parts.flatMap((part) => lines(part, depth));
  if (node instanceof Choice) return choice(node, (branch) => value(branch, depth));
  if (node instanceof Shared) return shared(node, depth);
  return Object.entries(node as Record<string, Node>).flatMap(([key, child]) => entry(key, child, depth));
}

function lines(part: Entries['parts'][number], depth: number): string[] {
  if (part instanceof Spread) return [`${pad(depth)}{{ toYaml ${part.pipeline} | indent ${depth} }}`];
  return scalar(part) === '{}' ? [] : value(part, depth);
}

function choice(node: Choice, branch: (node: Node) => string[]): string[] {
  return [
    control(node.header),
    ...branch(node.then),
    ...node.otherwise === undefined ? [] : [control('else'), ...branch(node.otherwise)],
    control('end'),
  ];
}

function entry(key: string, child: Node, depth: number): string[] {
  if (child === undefined) return [];
  const name = `${pad(depth)}${scalar(key)}:`;
  const simple = scalar(child);
  if (simple !== undefined) return [simple === '' ? name : `${name} ${simple}`];
  const brief = short(child, LINE - name.length);
  if (brief !== undefined) return [`${name} ${brief}`];
  if (child instanceof Block) return [`${name} ${child.keep ? '|' : '|-'}`, ...block(child, depth)];
  return [name, ...value(child, Array.isArray(child) || (child instanceof Choice && Array.isArray(child.then)) ? depth : depth + 2)];
}

function block(node: Block, depth: number): string[] {
  return node.lines.map((line) => line.startsWith('{{-') ? line : pad(depth + 2) + line);
}

/** An item of a list: its lines, with a dash before the first one, which must not be conditional. */
function element(item: Node, depth: number): string[] {
  if (item === undefined) return [];
  if (item instanceof Choice) return choice(item, (branch) => Array.isArray(branch) ? value(branch, depth) : element(branch, depth));
  const brief = short(item, LINE - depth);
  if (brief !== undefined) return [`${pad(depth)}- ${brief}`];
  const [first, ...rest] = value(item, depth + 2);
  if (first.startsWith('{{-')) throw new Error(`an item of a list can't begin with a condition, got: '${first}'; put the condition around the item`);
  return [`${pad(depth)}- ${first.trimStart()}`, ...rest];
}

function shared(node: Shared, depth: number): string[] {
  return [
    control(`if ${node.firstThere}`), `${pad(depth)}${node.first}:`, control('end'),
    ...value(node.firstItems, depth),
    control(`if ${node.secondThere}`), `${pad(depth)}${node.second}:`, control('end'),
    ...value(node.shared, depth),
  ];
}
