import { evaluate, opened, Place, Scope } from './evaluate';
import { printed } from './values';

/** A parsed text template: literal text, actions, and blocks. */
type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly source: string }
  | { readonly kind: 'block'; readonly header: string; readonly then: Part[]; readonly otherwise: Part[] };

const UNSUPPORTED = /^(define|template|block|break|continue)\b/;

/** The actions of a template and the text between them; a dash next to the braces trims white space. */
function pieces(source: string): (string | { readonly action: string })[] {
  const found: (string | { readonly action: string })[] = [];
  let end = 0;
  let trims = false;
  const add = (text: string): void => { if (text) found.push(text); };
  for (let open = source.indexOf('{{'); open >= 0; open = source.indexOf('{{', end)) {
    const before = source.slice(end, open);
    const left = trims ? before.trimStart() : before;
    const trimsLeft = /^-\s/.test(source.slice(open + 2, open + 4));
    add(trimsLeft ? left.trimEnd() : left);
    const from = open + (trimsLeft ? 3 : 2);
    const close = closing(source, from);
    if (close < 0) throw new Error(`the template has an unclosed action: '${source.slice(open, open + 40)}'; close it with }}`);
    const inside = source.slice(from, close);
    trims = /\s-$/.test(inside.slice(-2));
    const action = (trims ? inside.slice(0, -1) : inside).trim();
    if (!action.startsWith('/*')) found.push({ action });
    end = close + 2;
  }
  add(trims ? source.slice(end).trimStart() : source.slice(end));
  return found;
}

/** The index of the braces that end an action, outside comments and strings; -1 if there are none. */
function closing(source: string, from: number): number {
  let at = from;
  while (/\s/.test(source[at] ?? '')) at++;
  if (source.startsWith('/*', at)) {
    const end = source.indexOf('*/', at + 2);
    return end < 0 ? -1 : source.indexOf('}}', end);
  }
  for (; at < source.length; at++) {
    const c = source[at];
    if (c === '}' && source[at + 1] === '}') return at;
    if (c === '"' || c === '`') {
      const open = at++;
      while (at < source.length && source[at] !== c) at += c === '"' && source[at] === '\\' ? 2 : 1;
      if (at >= source.length) return source.indexOf('}}', open); // an unclosed quote quotes nothing
    }
  }
  return -1;
}

function parse(source: string): Part[] {
  const root: Part[] = [];
  const open: { block: Extract<Part, { kind: 'block' }>; depth: number }[] = [];
  let into = root;
  const push = (header: string, depth: number): void => {
    const block = { kind: 'block' as const, header, then: [], otherwise: [] };
    into.push(block);
    open.push({ block, depth });
    into = block.then;
  };
  for (const piece of pieces(source)) {
    if (typeof piece === 'string') {
      into.push({ kind: 'text', text: piece });
      continue;
    }
    const { action } = piece;
    if (UNSUPPORTED.test(action)) throw new Error(`a template with '${action.split(/\s/)[0]}' is supported by istiod only; let the webhook inject these pods`);
    if (/^(if|with|range)\b/.test(action)) {
      push(action, 1);
    } else if (/^else\b/.test(action)) {
      const now = open[open.length - 1];
      if (!now) throw new Error(`the template has '${action}' outside a block; remove it, or move it into a block`);
      into = now.block.otherwise;
      const header = action.slice(4).trim();
      if (header) push(header, 0);
    } else if (action === 'end') {
      if (open.length === 0) throw new Error(`the template has an unmatched '${action}'; remove it`);
      // each `else if` is a nested block that ends together with the first one
      while (open.pop()!.depth === 0);
      into = open.length > 0 ? inner(open[open.length - 1].block) : root;
    } else {
      into.push({ kind: 'action', source: action });
    }
  }
  if (open.length > 0) throw new Error(`the template does not close '${open[open.length - 1].block.header}'; add {{ end }}`);
  return root;
}

/** The part of an open block that is being parsed. */
function inner(block: Extract<Part, { kind: 'block' }>): Part[] {
  return block.otherwise.length > 0 ? block.otherwise : block.then;
}

function run(parts: readonly Part[], place: Place): string {
  return parts.map((part) => {
    if (part.kind === 'text') return part.text;
    if (part.kind === 'action') return printed(evaluate(part.source, place));
    const places = opened(part.header, place);
    if (places.length === 0) return run(part.otherwise, { ...place, scope: new Scope(place.scope) });
    return places.map((at) => run(part.then, at)).join('');
  }).join('');
}

const PARSED = new Map<string, Part[]>();

/** The output of a template in a context. */
export function renderText(source: string, place: Place): string {
  let parts = PARSED.get(source);
  if (!parts) PARSED.set(source, parts = parse(source));
  return run(parts, place);
}
