import type { AccessRuleModel, OperationModel, SourceModel } from '../security';

type Condition = AccessRuleModel['when'][number];

/** Conditions on one request, all of which must hold. */
export interface Conjunction {
  readonly source: SourceModel;
  readonly operation: OperationModel;
  readonly when: readonly Condition[];
}

export const NO_OPERATION: OperationModel = { methods: [], paths: [], ports: [], hosts: [] };

/** Holds for every request. */
export const ALWAYS: Conjunction = { source: {}, operation: NO_OPERATION, when: [] };

/** With more conditions than this, one policy would be a mistake and a burden to every proxy. */
const MOST = 64;

/**
 * The requests that no rule covers, as alternatives. Empty when one of the rules covers everything.
 *
 * @param what the rules, for errors
 */
export function complement(what: string, rules: readonly AccessRuleModel[]): readonly Conjunction[] {
  let result: readonly Conjunction[] = [ALWAYS];
  for (const rule of rules) {
    result = product(what, result, negations(what, rule));
  }
  return result;
}

/** The conditions that hold if both do; undefined when no request satisfies both. */
export function both(what: string, a: Conjunction, b: Conjunction): Conjunction | undefined {
  const source = mergeFields<SourceModel>(what, a.source, b.source);
  const operation = mergeFields<OperationModel>(what, a.operation, b.operation);
  const when = [...a.when, ...b.when.filter((w) => !a.when.some((v) => same(v, w)))];
  return source && operation && { source, operation: { ...NO_OPERATION, ...operation }, when };
}

function product(what: string, a: readonly Conjunction[], b: readonly Conjunction[]): readonly Conjunction[] {
  const result = new Map<string, Conjunction>();
  for (const one of a) {
    for (const other of b) {
      const merged = both(what, one, other);
      if (merged) result.set(JSON.stringify(merged), merged);
    }
  }
  if (result.size > MOST) {
    throw new Error(`${what}: the rules that allow requests have ${result.size} combinations of conditions under which a request is refused, and ${MOST} is the maximum; use fewer or simpler rules`);
  }
  return [...result.values()];
}

/** The ways in which a request can fail to match a rule. */
function negations(what: string, rule: AccessRuleModel): readonly Conjunction[] {
  let sources: readonly Conjunction[] = rule.sources.length === 0 ? [] : [ALWAYS];
  for (const source of rule.sources) {
    sources = product(what, sources, entries(source).map(([name, list]) => ({ ...ALWAYS, source: { [opposite(name)]: list } })));
  }
  const operations = entries(rule.operation ?? {}).map(([name, list]) => ({ ...ALWAYS, operation: { ...NO_OPERATION, [opposite(name)]: list } }));
  const conditions = rule.when.flatMap(({ key, values, notValues }): Conjunction[] => [
    ...(values?.length ? [{ ...ALWAYS, when: [{ key, notValues: values }] }] : []),
    ...(notValues?.length ? [{ ...ALWAYS, when: [{ key, values: notValues }] }] : []),
  ]);
  return [...sources, ...operations, ...conditions];
}

function entries(fields: object): Array<[string, readonly (string | number)[]]> {
  return Object.entries(fields).filter(([, list]) => list?.length > 0);
}

/** `ipBlocks` and `notIpBlocks`. */
function opposite(name: string): string {
  return isNegative(name) ? name[3].toLowerCase() + name.slice(4) : `not${name[0].toUpperCase()}${name.slice(1)}`;
}

function isNegative(name: string): boolean {
  return /^not[A-Z]/.test(name);
}

function mergeFields<T extends object>(what: string, a: T, b: T): T | undefined {
  const result: { [name: string]: readonly (string | number)[] } = Object.fromEntries(entries(a));
  for (const [name, list] of entries(b)) {
    const before = result[name];
    result[name] = !before ? list : isNegative(name) ? [...new Set([...before, ...list])] : narrow(what, name, before, list);
    if (result[name].length === 0) return undefined;
  }
  return result as T;
}

/** The values that match an entry of each list. */
function narrow(what: string, name: string, a: readonly (string | number)[], b: readonly (string | number)[]): readonly (string | number)[] {
  return [...new Set(a.flatMap((x) => b.flatMap((y) => {
    if (covers(x, y)) return [y];
    if (covers(y, x)) return [x];
    if (!mayMeet(String(x), String(y))) return [];
    throw new Error(`${what}: the rules that allow requests use '${x}' and '${y}' in ${name}, and no policy can express the requests that match both; write one of them as an exact value`);
  })))];
}

/** Whether everything that matches `b` matches `a`; an asterisk may be at one end. */
export function covers(a: string | number, b: string | number): boolean {
  const [p, q] = [String(a), String(b)];
  return p === q || p === '*' || (p.endsWith('*') && q.startsWith(p.slice(0, -1))) || (p.startsWith('*') && q.endsWith(p.slice(1)));
}

/** Whether some value may match two patterns of which neither covers the other. */
function mayMeet(a: string, b: string): boolean {
  return (a.endsWith('*') && b.startsWith('*')) || (a.startsWith('*') && b.endsWith('*')) || a.includes('{') || b.includes('{');
}

function same(a: Condition, b: Condition): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
