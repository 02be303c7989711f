import { order } from '../../grammar/order';
import { CheckLayer, Severity, type Finding, type RelatedObject } from '../finding';
import type { Check, Found, ObjectLayer } from './check';
import { unlessPlaceholder } from './placeholder';
import type { Precedence, Precedences } from './precedence';
import { precise } from './precise';
import { sameText } from './same-text';
import { ACKNOWLEDGE, IDLE, type Silenced, Suppressions } from './suppress';
import { DEFAULT_NAMESPACE, reference, type Item } from '../../world/item';
import type { Manifest, Piece } from '../../world/manifest';
import { World, type WorldOptions } from '../../world/world';

export interface RunOptions {
  readonly checks: readonly Check[];
  readonly layers?: readonly ObjectLayer[];
  /** Suppresses findings that annotations of objects don't suppress. */
  readonly silenced?: (finding: Finding) => Silenced;
}
/** The newest minor version of Istio that the checks support. */
export const NEWEST_ISTIO = '1.31';
/** A check threw an error: a bug in the library, reported as such. */
export const INTERNAL = 'MESH000';
/** The document is not a Kubernetes object. */
export const NOT_AN_OBJECT = 'MESH001';
/** Among the manifests is a configuration file of a tool. */
export const CONFIGURATION = 'MESH004';
/** Two objects with the same name. */
export const REPEATED = 'MESH002';

/** Checks one world. */
export function checkManifests(manifests: readonly Manifest[], world: WorldOptions, options: RunOptions): Finding[] {
  return checkWorlds([new World(manifests, world)], options);
}

/** The precedence of findings over others, by code. */
function precedences({ checks, layers = [] }: RunOptions): Precedences {
  const byCode = new Map<string, Precedence>([...layers.flatMap((l) => Object.entries(l.precedence)), ...checks.map((c) => [c.code, c] as const)]);
  return (code) => byCode.get(code) ?? {};
}

/** Checks the clusters of a fleet together. */
export function checkWorlds(worlds: readonly World[], options: RunOptions): Finding[] {
  const found: Placed[] = [];
  const suppressions = new Suppressions();
  worlds.forEach((world) => { world.siblings = worlds.filter((w) => w !== world); });
  const worldOf = new Map(worlds.map((w, i) => [w, i]));

  const record = (placed: Placed & { readonly item: Item }) => {
    const by = [suppressions.silences(placed.item, placed.finding), options.silenced?.(placed.finding)];
    // a finding that is suppressed under its own code is hidden only at the end, because it still replaces other findings at the same place
    if (by.includes('code') || !by.includes('alias')) found.push({ ...placed, hidden: by.includes('code') });
  };

  worlds.forEach((world, index) => {
    const add = (item: Item, finding: Finding) => record({ item, world: index, finding });
    for (const { manifest, problem, tool } of world.oddities) {
      const { piece } = manifest;
      found.push({ world: index, finding: piece ? leftOut(manifest, piece) : tool ? configuration(manifest, tool) : notAnObject(manifest, problem) });
    }
    for (const [later, earlier] of world.repeated) add(later, repeated(later, earlier, world.options.complete === true));
    for (const layer of options.layers ?? []) {
      for (const item of [...world.items, ...world.given]) {
        for (const p of validated(layer, item, world)) {
          add(item, toFinding(item, { ...p, severity: p.severity as Severity }, p.code, layer.layer, p.aliases ?? []));
        }
      }
    }
    for (const { item, finding } of judged(world)) add(item, finding);
  });
  for (const check of options.checks) {
    if (!check.runFleet) continue;
    const run = check.runFleet;
    guarded(check.code, () => run(worlds, (item, f) => {
      const finding = checkFinding(check, item, f);
      const index = worldOf.get(worlds.find((w) => w.items[item.order] === item) ?? worlds[0]) ?? 0;
      record({ item, world: index, finding });
    }));
  }
  worlds.forEach((world, index) => {
    for (const item of world.items) {
      for (const f of suppressions.useless(item, world.closed(item.namespace))) {
        found.push({ item, world: index, finding: toFinding(item, { ...f, pointer: `/metadata/annotations/${ACKNOWLEDGE.replace('/', '~1')}` }, IDLE, CheckLayer.SEMANTIC, []) });
      }
    }
  });
  const precedence = precedences(options);
  return distinct(precise(found, precedence).filter((f) => !f.hidden).map(unlessPlaceholder(precedence)).sort(compare).map((f) => f.finding));

  /** The findings of a world that can be read in several ways: only problems found in all of them count. */
  function judged(world: World): ItemFinding[] {
    const first = findingsOf(world);
    const others = world.otherVersions().map((other) => ({ other, findings: findingsOf(other) }));
    const all = others.length ? agreed([{ other: world, findings: first }, ...others], world) : first;
    const doubtful = new Set(all.filter(({ finding }) => finding.severity !== Severity.INFO).map(({ finding }) => finding.code));
    if (!doubtful.size) return all;
    const rechecked = options.checks.filter(({ code }) => doubtful.has(code));
    const elsewhere = world.inOtherNamespaces().map((other) => new Set(findingsOf(other, rechecked).map(identityOf)));
    return all.map((one) => (one.finding.severity === Severity.INFO || elsewhere.every((set) => set.has(identityOf(one))) ? one : { item: one.item, finding: dependent(one.finding) }));
  }
  function findingsOf(world: World, checks = options.checks): ItemFinding[] {
    const findings: ItemFinding[] = [];
    for (const check of checks) {
      if (!appliesTo(check, world.options.istioVersion ?? NEWEST_ISTIO) || !check.run) continue;
      const run = check.run;
      guarded(check.code, () => run(world, (item, f) => findings.push({ item, finding: checkFinding(check, item, f) })));
    }
    return findings;
  }

  // a bug in a check must neither hide the findings of the others nor look like the user's mistake
  function guarded(what: string, body: () => void): void {
    try {
      body();
    } catch (e) {
      found.push({ world: 0, finding: internal(what, e) });
    }
  }
  function validated(layer: ObjectLayer, item: Item, world: World): ReturnType<ObjectLayer['validate']> {
    try {
      return layer.validate(item, world);
    } catch (e) {
      found.push({ world: 0, finding: internal(layer.layer, e) });
      return [];
    }
  }
}

interface ItemFinding { readonly item: Item; readonly finding: Finding }
const identityOf = ({ item, finding }: ItemFinding): string => `${finding.code} ${item.order} ${finding.pointer ?? ''}`;

/** Findings that all readings of an object share. */
function agreed(readings: readonly { readonly other: World; readonly findings: readonly ItemFinding[] }[], world: World): ItemFinding[] {
  const sets = readings.map(({ findings }) => new Set(findings.map(identityOf)));
  const done = new Set<string>();
  const out: ItemFinding[] = [];
  for (const { findings } of readings) {
    const here = new Set<string>();
    for (const one of findings) {
      const identity = identityOf(one);
      const again = here.has(identity);
      if (done.has(identity) && !again) continue;
      done.add(identity);
      here.add(identity);
      if (readings.every(({ other }, i) => sets[i].has(identity) || !other.placed(one.item))) out.push({ item: world.items[one.item.order] ?? one.item, finding: one.finding });
    }
  }
  return out;
}

/** A finding that applies only if an object without a namespace is applied to the namespace `default`. */
const dependent = (finding: Finding): Finding => ({
  ...finding, severity: Severity.INFO, message: `${finding.message} (assuming that objects without a namespace are applied to ${DEFAULT_NAMESPACE}; set their namespace with --namespace to be sure)`,
});

function appliesTo(check: Check, version: string): boolean {
  return (!check.since || older(check.since, version) <= 0) && (!check.until || older(version, check.until) < 0);
}
/** Negative when version `a` is older than `b`. */
export function older(a: string, b: string): number {
  const [x, y] = [a, b].map((v) => v.split('.').map(Number));
  return x[0] - y[0] || x[1] - y[1];
}

const checkFinding = (check: Check, item: Item, f: Found): Finding => toFinding(item, f, check.code, CheckLayer.SEMANTIC, f.aliases ?? check.aliases, check.severity);

/** All findings have the same members, in one order, so that thousands of them need little memory. */
function toFinding(item: Item, found: Found, code: string, layer: CheckLayer, aliases: readonly string[], severity = Severity.WARNING): Finding {
  const at = place(item, found.pointer);
  return {
    code,
    aliases: [...aliases],
    severity: found.severity ?? severity,
    layer,
    object: reference(item),
    pointer: found.pointer ? sameText(found.pointer) : undefined,
    file: item.origin.file,
    line: at?.line,
    column: at?.column,
    constructPath: item.origin.constructPath,
    message: found.message,
    fix: sameText(found.fix),
    related: (found.related ?? []).map((r) => ('item' in r ? related(r.item, r.pointer) : related(r))),
  };
}
function related(item: Item, pointer?: string): RelatedObject {
  const at = place(item, pointer);
  const { apiVersion, kind, namespace, name } = reference(item); // by name: V8 gives an object with spread members several times the memory
  const { file, constructPath } = item.origin;
  return { apiVersion, kind, namespace, name, pointer: pointer ? sameText(pointer) : undefined, file, line: at?.line, column: at?.column, constructPath };
}
/** The place of a pointer in the file of an object. */
function place({ origin }: Item, pointer: string | undefined): { readonly line?: number; readonly column?: number } | undefined {
  if (origin.file === undefined) return undefined;
  return (pointer ? origin.locate?.(pointer) : undefined) ?? { line: origin.line };
}

function documentFinding({ origin }: Manifest, code: string, severity: Severity, message: string, fix: string): Finding {
  return {
    code,
    aliases: [],
    severity,
    layer: CheckLayer.SCHEMA,
    object: { apiVersion: '', kind: '', name: '' },
    ...(origin.file !== undefined ? { file: origin.file, line: origin.line } : {}),
    ...(origin.constructPath !== undefined ? { constructPath: origin.constructPath } : {}),
    message,
    fix,
    related: [],
  };
}
const notAnObject = (manifest: Manifest, problem: string): Finding => documentFinding(
  manifest, NOT_AN_OBJECT, Severity.ERROR, `not a Kubernetes object: ${problem}; kubectl refuses the whole file`,
  'add apiVersion, kind and metadata.name to the document, or remove it from the manifests',
);
const leftOut = (manifest: Manifest, { what, command }: Piece): Finding => documentFinding(
  manifest, CONFIGURATION, Severity.INFO, `${what}, which cannot be applied to a cluster as it is: the file is skipped`, command ? `check its output: ${command} | cdk8s-mesh check -` : 'check the manifests that are generated from it instead',
);
const configuration = (manifest: Manifest, tool: string): Finding => documentFinding(
  manifest, CONFIGURATION, Severity.INFO, `this is configuration of ${tool} and is not applied to a cluster: the file is skipped`, `check the output of ${tool} instead`,
);
/** Files may belong to several clusters, unless they are declared to be all files of one cluster; the objects of an app go to one cluster. */
function repeated(later: Item, earlier: Item, complete: boolean): Finding {
  const same = JSON.stringify(later.object) === JSON.stringify(earlier.object);
  const together = complete || later.origin.constructPath !== undefined;
  const makers = [earlier, later].map((i) => i.origin.constructPath);
  const by = makers.every((path) => path !== undefined) ? ` (by '${makers.join('\' and \'')}')` : '';
  return toFinding(later, {
    severity: same ? Severity.INFO : together ? Severity.ERROR : Severity.WARNING,
    message: `${later.kind} ${later.namespace ? `${later.namespace}/` : ''}${later.name} is defined more than once${by}${same ? '' : ', with different contents'}: the one applied last replaces the other`,
    fix: 'keep one of them, or use different names or namespaces',
    related: [earlier],
  }, REPEATED, CheckLayer.SEMANTIC, []);
}
function internal(what: string, error: unknown): Finding {
  return {
    code: INTERNAL,
    aliases: [],
    severity: Severity.ERROR,
    layer: CheckLayer.SEMANTIC,
    object: { apiVersion: '', kind: '', name: '' },
    message: `${what} could not be run, so its findings are missing: ${error instanceof Error ? error.message : String(error)}`,
    fix: 'this is a bug in cdk8s-mesh; please report it and attach the manifests',
    related: [],
  };
}

interface Placed { readonly item?: Item; readonly world: number; readonly finding: Finding; readonly hidden?: boolean }
/** By cluster, then by object in the given order, then by place in it, then by code. */
function compare(a: Placed, b: Placed): number {
  return a.world - b.world
    || (a.item?.order ?? -1) - (b.item?.order ?? -1)
    || comparePointers(a.finding.pointer ?? '', b.finding.pointer ?? '')
    || order(a.finding.code, b.finding.code)
    || order(a.finding.message, b.finding.message);
}
function comparePointers(a: string, b: string): number {
  if (a === b) return 0;
  const [x, y] = [a.split('/'), b.split('/')];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    if (x[i] === y[i]) continue;
    const [m, n] = [Number(x[i]), Number(y[i])];
    return Number.isInteger(m) && Number.isInteger(n) ? m - n : order(x[i], y[i]);
  }
  return x.length - y.length;
}
/** Adjacent equal findings of the same place count once. */
function distinct(findings: Finding[]): Finding[] {
  const identity = (f: Finding) => [f.code, f.message, f.pointer, f.file, f.line, f.constructPath, f.object.kind, f.object.namespace, f.object.name];
  return findings.filter((f, i) => {
    const before = findings[i - 1];
    if (!before || before.code !== f.code || before.message !== f.message) return true;
    const [a, b] = [identity(before), identity(f)];
    return a.some((x, k) => x !== b[k]);
  });
}
