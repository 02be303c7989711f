import { percent } from '../../compiled/evaluate/story';
import { MILLISECOND, parseDuration } from '../../grammar/duration';
import type { TrafficAnswer } from '../answer';
import { destinationText, isHost, leadingTo, sameShare, shareOf, type Destination } from '../destination';
import { TrafficOutcomeKind, type TrafficMirror, type TrafficOutcome } from '../outcome';

/** An expected destination; shares are percentages. */
export interface ExpectedDestination extends Destination {
  readonly share?: number;
}

/** The expectations for an answer; omitted ones accept anything. */
export interface Expectation {
  readonly to?: readonly ExpectedDestination[];
  readonly outcome?: string;
  readonly status?: number;
  readonly location?: string;
  readonly path?: string;
  readonly authority?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeout?: string;
  readonly tries?: number;
  readonly route?: string;
  /** workloads that the requests pass through */
  readonly via?: readonly string[];
  readonly mirrors?: readonly { readonly host: string; readonly subset?: string; readonly share?: number }[];
}

/** The differences between an answer and the expectations, one sentence each. */
export function failuresOf(expected: Expectation, answer: TrafficAnswer): string[] {
  const own = against(expected, answer.outcomes);
  if (own.length > 0) return own;
  return answer.alternatives.flatMap(({ ifOldest, outcomes }) => against(expected, outcomes).map((f) => `${f}, if ${ifOldest} is the oldest, which the files don't show`));
}

function against(expected: Expectation, outcomes: readonly TrafficOutcome[]): string[] {
  return [
    ...(expected.to ? destinations(expected.to, outcomes) : []),
    ...every('outcome', expected.outcome, outcomes, (o) => (o.kind === TrafficOutcomeKind.BLOCKED ? 'blocked' : o.kind)),
    ...every('status', expected.status, outcomes, (o) => o.status),
    ...every('location', expected.location, outcomes, (o) => o.location),
    ...every('path', expected.path, outcomes, (o) => o.path),
    ...every('authority', expected.authority, outcomes, (o) => o.authority),
    ...every('tries', expected.tries, outcomes, (o) => o.tries),
    ...every('route', expected.route, outcomes, (o) => o.route),
    ...every('via', expected.via && wayText(expected.via), outcomes, (o) => wayText(o.hops?.map((h) => h.workload) ?? [])),
    ...every('timeout', expected.timeout === undefined ? undefined : milliseconds(expected.timeout), outcomes, (o) => (o.tries === undefined ? undefined : o.timeout?.toMilliseconds() ?? 0), (ms) => `${ms} ms`),
    ...Object.entries(expected.headers ?? {}).flatMap(([name, value]) => every(`header ${name.toLowerCase()}`, value, outcomes, (o) => o.headers?.[name.toLowerCase()])),
    ...(expected.mirrors ? outcomes.flatMap((o) => mirrors(expected.mirrors!, o.mirrors ?? [])) : []),
  ];
}

const wayText = (workloads: readonly string[]): string => workloads.join(', ') || 'no gateway';
const milliseconds = (text: string): number => Math.round((parseDuration(text) ?? NaN) / MILLISECOND);

type Get<T> = (o: TrafficOutcome) => T | undefined;

function every<T extends string | number>(what: string, expected: T | undefined, outcomes: readonly TrafficOutcome[], got: Get<T>, show: (value: T) => string = String): string[] {
  if (expected === undefined) return [];
  const other = outcomes.find((o) => got(o) !== expected);
  if (!other) return [];
  const value = got(other);
  return [`${what}: expected ${show(expected)}, got ${value === undefined ? 'none' : show(value)}${outcomes.length > 1 ? ` for ${percent(other.share)} of the requests` : ''}`];
}

/** Each destination has its share, and no request goes anywhere else. */
function destinations(expected: readonly ExpectedDestination[], outcomes: readonly TrafficOutcome[]): string[] {
  const left = new Set(outcomes);
  const failures: string[] = [];
  for (const e of expected) {
    const mine = leadingTo(e, outcomes);
    for (const o of mine) left.delete(o);
    const share = shareOf(mine);
    const wanted = e.share === undefined ? (expected.length === 1 ? 1 : undefined) : e.share / 100;
    if (mine.length === 0 || (wanted !== undefined && !sameShare(share, wanted))) {
      failures.push(`to ${destinationText(e)}: expected ${wanted === undefined ? 'a share' : percent(wanted)}, got ${percent(share)}`);
    }
  }
  for (const o of left) if (o.share > 0) failures.push(`unexpected: ${o.text}`);
  return failures;
}

function mirrors(expected: NonNullable<Expectation['mirrors']>, got: readonly TrafficMirror[]): string[] {
  const left = new Set(got);
  const failures: string[] = [];
  for (const e of expected) {
    const mine = got.find((m) => left.has(m) && isHost(m.host, e.host) && (e.subset === undefined || m.subset === e.subset)
      && (e.share === undefined || sameShare(m.share, e.share / 100)));
    if (mine) left.delete(mine); else failures.push(`no requests are mirrored to ${e.host}${e.subset === undefined ? '' : `, subset ${e.subset}`}${e.share === undefined ? '' : ` (${e.share} %)`}`);
  }
  for (const m of left) failures.push(`unexpected mirror: ${percent(m.share)} to ${m.host}${m.subset === undefined ? '' : `, subset ${m.subset}`}`);
  return failures;
}
