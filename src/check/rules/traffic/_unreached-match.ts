import { routeMatch } from '../../../compiled/match';
import { Coverings } from '../../../compiled/match-covers';
import type { Problem } from '../../../validation/problem';
import type { Item, ItemOf } from '../../../world/item';
import type { HttpMatch, HttpRoute } from '../../../world/shapes/istio';

/** A match of a rule; a rule without one takes every request. */
interface Entry { readonly rule: number; readonly at?: number; readonly match: HttpMatch }

const isVirtualService = (item: Item): item is ItemOf<'VirtualService'> => item.key === 'VirtualService';
const isOfMatch = ({ code, pointer }: Problem): boolean => code === 'MESH122' && /^\/spec\/http\/\d+\/match\/\d+$/.test(pointer);

/**
 * Istio's webhook compares the prefix, method, port and headers of two matches, not the clients and gateways that they are for, and takes a match without a method for
 * one of GET. What it says wrongly is information; what it does not see is added.
 */
export function unreachedMatches(item: Item, problems: readonly Problem[]): readonly Problem[] {
  if (!isVirtualService(item) || entryCount(item.spec.http) < 2) return problems;
  const { http = [], hosts = [], gateways = [] } = item.spec;
  // a delegate has the gateways of its root
  const covered = coveredMatches(http, gateways.length || !hosts.length ? gateways : ['mesh']);
  const judged = problems.map((p) => (isOfMatch(p) && !covered.has(p.pointer) ? reached(p) : p));
  const told = problems.flatMap(({ code, pointer }) => (code === 'MESH121' || code === 'MESH122' ? [pointer] : []));
  const isTold = (pointer: string) => told.some((t) => pointer === t || pointer.startsWith(`${t}/`));
  const added = [...covered].filter(([pointer, { by, rule }]) => by.rule !== rule && !isTold(pointer));
  return [...judged, ...added.map(([pointer, { by, rule, at }]) => unreached(http, pointer, { by, rule, at }))];
}

const entryCount = (rules: readonly HttpRoute[] = []): number => rules.reduce((n, { match }) => n + Math.max(match?.length ?? 0, 1), 0);

const reached = (problem: Problem): Problem => ({
  ...problem,
  severity: 'info',
  message: `${problem.message.replace(/, so it is never reached$/, '')}, as far as Istio's webhook compares them; it is reached, because the other match has conditions that this one does not have`,
  fix: 'leave it unchanged',
});

function unreached(rules: readonly HttpRoute[], pointer: string, { by, rule, at }: Covered): Problem {
  const name = (i: number) => (rules[i].name ? `'${rules[i].name}'` : `#${i}`);
  const place = by.at === undefined ? `rule ${name(by.rule)}, which matches every request` : `match ${by.at} of rule ${name(by.rule)}`;
  return {
    code: 'MESH122',
    severity: 'warning',
    pointer,
    aliases: [],
    message: `match ${at} of rule ${name(rule)} is covered by ${place}, so it is never reached`,
    fix: `put rule ${name(rule)} before rule ${name(by.rule)}, or remove the match`,
  };
}

/** A match of a rule, and the one before it that takes its requests. */
interface Covered { readonly rule: number; readonly at: number; readonly by: Entry }

/** The matches that an earlier one leaves nothing for, by pointer. */
function coveredMatches(rules: readonly HttpRoute[], gateways: readonly string[]): ReadonlyMap<string, Covered> {
  const out = new Map<string, Covered>();
  if (!rules.slice(1).some(({ match }) => match?.length) && (rules[0].match?.length ?? 0) < 2) return out;
  const before = new Coverings<Entry>();
  rules.forEach((rule, i) => {
    const entries: readonly Entry[] = rule.match?.length ? rule.match.map((match, at) => ({ rule: i, at, match })) : [{ rule: i, match: {} }];
    for (const entry of entries) {
      const match = routeMatch(entry.match, false);
      const by = entry.at === undefined ? undefined : first(before.of(match), (earlier) => isForAll(earlier.match, entry.match, gateways));
      if (by && entry.at !== undefined) out.set(`/spec/http/${i}/match/${entry.at}`, { rule: i, at: entry.at, by });
      // a delegate's own matches may leave some of the requests
      if (!rule.delegate) before.add(match, entry);
    }
  });
  return out;
}

function first<T>(things: Iterable<T>, isWanted: (thing: T) => boolean): T | undefined {
  for (const thing of things) if (isWanted(thing)) return thing;
  return undefined;
}

/** Whether a match is for all the proxies and ports that another is for. */
function isForAll(wider: HttpMatch, narrower: HttpMatch, gateways: readonly string[]): boolean {
  if (wider.port && wider.port !== narrower.port) return false;
  if (wider.gateways?.length) {
    const at = narrower.gateways?.length ? narrower.gateways : gateways;
    return at.length > 0 && at.every((g) => wider.gateways!.includes(g));
  }
  const labels = Object.entries(wider.sourceLabels ?? {});
  if (!labels.length && !wider.sourceNamespace) return true;
  // a match that lists gateways ignores its client conditions
  return !narrower.gateways?.length && labels.every(([key, value]) => narrower.sourceLabels?.[key] === value)
    && (!wider.sourceNamespace || wider.sourceNamespace === narrower.sourceNamespace);
}
