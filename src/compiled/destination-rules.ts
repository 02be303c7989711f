import { Contests, order, sourceOf, type Ages } from './age';
import type { Source } from './form';
import type { MeshSettings } from './mesh';
import { sameList } from './replacing';
import type { DestinationRuleSpec, Labels, SubsetSpec, TrafficPolicySpec } from './resources';
import { fullHost } from './virtual-services';
import { isWildcard } from '../world/hosts';
import type { Item, ItemOf } from '../world/item';
import { matches } from '../world/selector';

/** DestinationRules of one namespace and host, merged. */
export interface MergedRule {
  readonly namespace: string;
  readonly selector?: Labels;
  readonly exportTo: ReadonlySet<string>;
  trafficPolicy?: { readonly spec: TrafficPolicySpec; readonly origin: Source };
  readonly subsets: { readonly spec: SubsetSpec; readonly origin: Source }[];
  /** the merged objects; the first takes precedence */
  readonly from: Item[];
}
/** The objects of one host. */
type OfHost = (readonly [item: ItemOf<'DestinationRule'>, exportTo: ReadonlySet<string>])[];
type Table = Map<string, OfHost>;
interface Tables { readonly specific: Table; readonly wildcard: Table }
const tables = (): Tables => ({ specific: new Map(), wildcard: new Map() });

/** Looks up DestinationRules like the control plane: the client's namespace first, then the service's, then the root namespace. */
export class DestinationRules {
  private readonly local = new Map<string, Tables>();
  private readonly exported = new Map<string, Tables>();
  private readonly rootLocal = tables();
  private readonly known = new Map<string, readonly MergedRule[]>();
  /** the rules of a host, merged when they are first looked up */
  private readonly merged = new Map<OfHost, MergedRule[]>();
  public readonly contests: Contests;

  public constructor(items: readonly ItemOf<'DestinationRule'>[], private readonly mesh: MeshSettings, private readonly ages: Ages) {
    this.contests = new Contests(ages);
    const selective = (item: ItemOf<'DestinationRule'>) => (item.spec.workloadSelector ? 0 : 1);
    for (const item of [...items].sort((a, b) => selective(a) - selective(b) || ages.compare(a, b))) this.add(item);
  }

  /** The DestinationRules with one object changed; undefined where the change affects other objects, or the tables that contain the object. */
  public with(item: ItemOf<'DestinationRule'>, before: ItemOf<'DestinationRule'>): DestinationRules | undefined {
    const selective = (i: Item) => (i.spec as DestinationRuleSpec).workloadSelector !== undefined;
    if (this.ages.compare(before, item) !== 0 || selective(before) !== selective(item)) return undefined;
    if (before.spec.host !== item.spec.host || !sameList(before.spec.exportTo ?? [], item.spec.exportTo ?? [])) return undefined;
    const { namespace } = item;
    const host = this.hostOf(item);
    const changed = (of: Tables): Tables => replacingItem(of, host, before, item);
    const changedIn = (map: Map<string, Tables>) => (map.has(namespace) ? new Map(map).set(namespace, changed(map.get(namespace)!)) : map);
    return Object.assign(Object.create(DestinationRules.prototype) as DestinationRules, this, {
      local: changedIn(this.local),
      exported: changedIn(this.exported),
      rootLocal: namespace === this.mesh.rootNamespace ? changed(this.rootLocal) : this.rootLocal,
      known: new Map(),
      merged: new Map(),
      contests: new Contests(this.ages),
    });
  }

  /** The rules for a service that clients in a namespace may use; `forWorkload` decides which of them applies to a workload. */
  public lookup(client: string, host: string, serviceNamespace: string): readonly MergedRule[] {
    const key = `${client} ${serviceNamespace} ${host}`;
    let found = this.known.get(key);
    if (!found) this.known.set(key, found = this.find(client, host, serviceNamespace));
    return found;
  }

  private find(client: string, host: string, serviceNamespace: string): readonly MergedRule[] {
    const own = client === this.mesh.rootNamespace ? this.rootLocal : this.local.get(client);
    const first = own && this.rulesOf(mostSpecific(host, own), host);
    if (first) return first;
    for (const namespace of [serviceNamespace, this.mesh.rootNamespace]) {
      const table = namespace ? this.exported.get(namespace) : undefined;
      const rules = table && this.rulesOf(mostSpecific(host, table), host)?.filter((r) => !r.exportTo.size || r.exportTo.has('*') || r.exportTo.has(client));
      if (rules?.length) return rules;
    }
    return NONE;
  }

  private add(item: ItemOf<'DestinationRule'>): void {
    const spec = item.spec as DestinationRuleSpec;
    const { namespace } = item;
    const exportTo = new Set(spec.workloadSelector ? ['.'] : spec.exportTo);
    if (!exportTo.size || exportTo.has('*') || exportTo.has('.') || exportTo.has(namespace)) this.place(tableOf(this.local, namespace), item, exportTo);
    const byDefault = !exportTo.size && this.mesh.defaultDestinationRuleExportTo.includes('.');
    const privately = byDefault || (exportTo.size === 1 && (exportTo.has('.') || exportTo.has(namespace)));
    if (!privately) this.place(tableOf(this.exported, namespace), item, exportTo);
    else if (namespace === this.mesh.rootNamespace) this.place(this.rootLocal, item, exportTo);
  }

  private place(into: Tables, item: ItemOf<'DestinationRule'>, exportTo: ReadonlySet<string>): void {
    const host = this.hostOf(item);
    const table = isWildcard(host) ? into.wildcard : into.specific;
    const before = table.get(host);
    if (before) before.push([item, exportTo]); else table.set(host, [[item, exportTo]]);
  }

  private hostOf(item: ItemOf<'DestinationRule'>): string {
    return fullHost(item.spec.host ?? '', item.namespace, this.mesh.domain);
  }

  private rulesOf(of: OfHost | undefined, host: string): readonly MergedRule[] | undefined {
    if (!of) return undefined;
    let rules = this.merged.get(of);
    if (!rules) {
      this.merged.set(of, rules = []);
      for (const [item, exportTo] of of) this.merge(rules, item, exportTo, host);
    }
    return rules;
  }

  /** Adds a rule to those of its host: subsets are combined, and the first traffic policy wins. */
  private merge(list: MergedRule[], item: ItemOf<'DestinationRule'>, exportTo: ReadonlySet<string>, host: string): void {
    const spec = item.spec as DestinationRuleSpec;
    if (!list.length) {
      list.push(fresh(item, exportTo));
      return;
    }
    let separate = true;
    for (const before of [...list]) {
      if (!sameSet(exportTo, before.exportTo)) {
        separate = true;
        // a rule with wider visibility merges into one with narrower visibility, and also stands alone
        if (!(before.exportTo.size && [...before.exportTo].every((e) => exportTo.has(e)))) continue;
      } else { separate = false; }
      const selector = spec.workloadSelector?.matchLabels;
      const bothSelect = !!spec.workloadSelector && before.selector !== undefined;
      const same = sameLabels(selector ?? {}, before.selector ?? {});
      if (bothSelect && !same) {
        separate = true;
        continue;
      }
      if (bothSelect || (!spec.workloadSelector && before.selector === undefined)) separate = false;
      this.unite(before, item, host);
    }
    if (separate) list.push(fresh(item, exportTo));
  }

  private unite(before: MergedRule, item: ItemOf<'DestinationRule'>, host: string): void {
    const spec = item.spec as DestinationRuleSpec;
    const names = new Map(before.subsets.map((s) => [s.spec.name ?? '', s]));
    for (const subset of subsetsOf(item)) {
      const twin = names.get(subset.spec.name ?? '');
      if (twin) this.contests.add(`subset ${subset.spec.name} of ${host}`, before.from[0], item);
      else before.subsets.push(subset);
    }
    if (spec.trafficPolicy && before.trafficPolicy) this.contests.add(`traffic policy of ${host}`, before.from[0], item);
    before.trafficPolicy ??= policyOf(item);
    before.from.push(item);
  }
}
const NONE: readonly MergedRule[] = [];

/** Tables in which one object of a host is another. */
function replacingItem(within: Tables, host: string, before: Item, item: ItemOf<'DestinationRule'>): Tables {
  const key = isWildcard(host) ? 'wildcard' : 'specific';
  const of = within[key].get(host);
  if (!of?.some(([i]) => i === before)) return within;
  return { ...within, [key]: new Map(within[key]).set(host, of.map(([i, exportTo]) => [i === before ? item : i, exportTo])) };
}

/** The rule for a workload: one that selects it, else the last one without a selector. */
export function forWorkload(rules: readonly MergedRule[], namespace: string, labels: Labels, outbound = true): MergedRule | undefined {
  let forAll: MergedRule | undefined;
  for (const rule of rules) {
    if (rule.selector === undefined) forAll = rule;
    else if (outbound && rule.namespace === namespace && matches(rule.selector, labels)) return rule;
  }
  return forAll;
}

function tableOf(map: Map<string, Tables>, namespace: string): Tables {
  let found = map.get(namespace);
  if (!found) map.set(namespace, found = tables());
  return found;
}

const subsetsOf = (item: ItemOf<'DestinationRule'>): MergedRule['subsets'] =>
  ((item.spec as DestinationRuleSpec).subsets ?? []).map((spec, i) => ({ spec, origin: sourceOf(item, `/spec/subsets/${i}`) }));
const policyOf = (item: ItemOf<'DestinationRule'>): MergedRule['trafficPolicy'] => {
  const { trafficPolicy } = item.spec as DestinationRuleSpec;
  return trafficPolicy && { spec: trafficPolicy, origin: sourceOf(item, '/spec/trafficPolicy') };
};

function fresh(item: ItemOf<'DestinationRule'>, exportTo: ReadonlySet<string>): MergedRule {
  const spec = item.spec as DestinationRuleSpec;
  const subsets: MergedRule['subsets'] = subsetsOf(item);
  return {
    namespace: item.namespace,
    ...(spec.workloadSelector ? { selector: spec.workloadSelector.matchLabels ?? {} } : {}),
    exportTo,
    trafficPolicy: policyOf(item),
    subsets,
    from: [item],
  };
}

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => a.size === b.size && [...a].every((x) => b.has(x));
const sameLabels = (a: Labels, b: Labels): boolean => {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((k) => Object.hasOwn(b, k) && a[k] === b[k]);
};

/** The rule for a host, or else for the longest wildcard that matches it. */
export function mostSpecific<T>(host: string, { specific, wildcard }: { readonly specific: ReadonlyMap<string, T>; readonly wildcard: ReadonlyMap<string, T> }): T | undefined {
  const exact = (isWildcard(host) ? wildcard : specific).get(host);
  if (exact !== undefined) return exact;
  const needle = isWildcard(host) ? host.slice(1) : host;
  let best: string | undefined;
  for (const pattern of wildcard.keys()) if (needle.endsWith(pattern.slice(1)) && (best === undefined || moreSpecific(pattern, best))) best = pattern;
  return best === undefined ? undefined : wildcard.get(best);
}
const moreSpecific = (a: string, b: string): boolean => (a.length === b.length ? order(a, b) < 0 : a.length > b.length);
