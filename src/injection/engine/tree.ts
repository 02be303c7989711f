import { load } from 'js-yaml';
import { evaluate, opened, Place, Scope } from './evaluate';
import { renderText } from './text';
import { printed } from './values';
import { Block, Choice, Code, Entries, Node, Shared, Spread, Text, Verbatim } from '../../install/template/tree';

/** The output of a template tree for a pod, equal to istiod's output for its text. */
export function renderTree(tree: Node, place: Place): any {
  if (tree instanceof Text) return quoted(fill(tree.parts, place));
  if (tree instanceof Verbatim) return load(fill(tree.parts, place)) ?? null;
  if (tree instanceof Block) {
    const text = renderText(tree.lines.join('\n'), place);
    return tree.keep ? `${text.trimEnd()}\n` : text.trim();
  }
  if (tree instanceof Choice) return joined(branches(tree, place));
  if (tree instanceof Shared) return shared(tree, place);
  if (tree instanceof Entries) return Object.assign({}, ...tree.parts.map((part) => part instanceof Spread ? evaluate(part.pipeline, place) : renderTree(part, place)));
  if (Array.isArray(tree)) return list(tree, place);
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).filter(([, child]) => child !== undefined).map(([key, child]) => [key, renderTree(child, place)]));
}

function fill(parts: readonly (string | Code)[], place: Place): string {
  const scope = new Scope(place.scope);
  if (!parts.some((part) => part instanceof Code && CONTROL.test(part.pipeline))) {
    return parts.map((part) => part instanceof Code ? printed(evaluate(part.pipeline, { ...place, scope })) : part).join('');
  }
  return renderText(parts.map((part) => part instanceof Code ? `{{ ${part.pipeline} }}` : part).join(''), { ...place, scope });
}
const CONTROL = /^(if|with|range|else|end)\b/;

/** In the template, text is within quotes, so inserted values may contain YAML escapes. */
function quoted(text: string): unknown {
  if (!/["\\]/.test(text)) return text;
  try {
    return load(`"${text}"`);
  } catch {
    throw new Error(`a value with quotation marks breaks the template, here and in istiod, got: '${text}'; remove the quotation marks`);
  }
}

function branches(choice: Choice, place: Place): unknown[] {
  const places = opened(choice.header, place);
  if (places.length > 0) return places.map((at) => renderTree(choice.then, at));
  return choice.otherwise === undefined ? [] : [renderTree(choice.otherwise, { ...place, scope: new Scope(place.scope) })];
}

function joined(results: readonly unknown[]): unknown {
  if (results.length === 0) return null;
  if (results.some(Array.isArray)) return results.flat();
  return results.length === 1 ? results[0] : Object.assign({}, ...results);
}

function list(items: readonly Node[], place: Place): unknown[] {
  return items.filter((item) => item !== undefined).flatMap((item) => (item instanceof Choice ? branches(item, place).flat() : [renderTree(item, place)]));
}

function shared(node: Shared, place: Place): Record<string, unknown[]> {
  const result: Record<string, unknown[]> = {};
  const holds = (condition: string): boolean => opened(`if ${condition}`, place).length > 0;
  const items = (child: Node): unknown[] => [joined([renderTree(child, place)])].flat().filter((item) => item !== null);
  if (holds(node.firstThere)) result[node.first] = items(node.firstItems);
  if (holds(node.secondThere)) result[node.second] = [];
  const end = result[node.second] ?? result[node.first];
  end.push(...items(node.shared));
  return result;
}
