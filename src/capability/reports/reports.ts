import type { ReportModel } from './model';
import { readAsset } from '../../crd/assets';

/** A report as stored. */
export interface Report {
  readonly version: string;
  /** Gateway API release of the tests. */
  readonly api: string;
  readonly channel: string;
  readonly mode: string;
  readonly profiles: { readonly [name: string]: ReportedProfile };
}

export interface ReportedProfile {
  /** `success`, `partial` or `failure` of the core tests, which every implementation must pass. */
  readonly core: string;
  readonly skipped?: readonly string[];
  /** Extended features that it supports, and that it does not support: indexes in the list of all features. */
  readonly yes: readonly number[];
  readonly no: readonly number[];
}

/** All reports, as stored by tools/import/reports.ts. */
export interface Reports {
  readonly source: { readonly module: string; readonly version: string; readonly path: string; readonly sum: string };
  readonly features: readonly string[];
  /** By `organization/project`. */
  readonly implementations: { readonly [name: string]: readonly Report[] };
}

let all: Reports | undefined;

/** The stored reports; loaded on first use. */
export function reports(): Reports {
  return (all ??= readAsset('gateway-api', 'reports.json.gz') as Reports);
}

/** The numbers of a version: `1.36.2-gke.2154000` is 1, 36, 2. */
function numbers(version: string): readonly number[] {
  const [found] = /\d+(\.\d+)*/.exec(version) ?? [];
  return found === undefined ? [] : found.split('.').map(Number);
}

/** How many leading numbers two versions have in common. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] !== b[i]) return a[i] - b[i];
  }
  return 0;
}

/**
 * The report for a version: its own, or the newest one of an earlier version; the newest of all if no version is named. For the same version, the
 * report of the used channel comes first.
 *
 * @returns nothing for an implementation that published none
 * @throws when all reports are of later versions
 */
export function reportOf(implementation: string, version: string | undefined, experimental: boolean): ReportModel | undefined {
  const known = reports().implementations[implementation];
  if (!known) return undefined;
  const rank = (r: Report) => (r.mode === 'default' ? 2 : 0) + ((r.channel === 'experimental') === experimental ? 1 : 0);
  const wanted = version === undefined ? undefined : numbers(version);
  const fitting = known.filter((r) => wanted === undefined || compare(numbers(r.version), wanted) <= 0);
  if (fitting.length === 0) {
    const versions = [...new Set(known.map((r) => r.version))].join(', ');
    throw new Error(`no conformance report of ${implementation} covers version ${version} or earlier (available: ${versions}); omit the version, or use a later one`);
  }
  const { version: own, api, channel, profiles } = fitting.reduce((a, b) => {
    const order = compare(numbers(b.version), numbers(a.version)) || compare(numbers(b.api), numbers(a.api)) || rank(b) - rank(a);
    return order > 0 ? b : a;
  }); const { features } = reports();
  const named = (list: readonly number[]) => list.map((i) => features[i]);
  return { version: own, api, channel, profiles: Object.fromEntries(Object.entries(profiles).map(([name, p]) => [name, { core: p.core, yes: named(p.yes), no: named(p.no) }])) };
}
