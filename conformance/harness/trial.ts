import { Got } from './client';
import { chiSquare, CRITICAL } from './statistics';

/** One line of the report. */
export interface Check {
  readonly what: string;
  readonly expected: string;
  readonly measured: string;
  readonly ok: boolean;
}

/** Collects what a case expected and what it measured. */
export class Trial {
  public readonly checks: Check[] = [];

  public that(what: string, expected: string, measured: string, ok: boolean): void {
    this.checks.push({ what, expected, measured, ok });
  }

  public equal(what: string, expected: unknown, measured: unknown): void {
    const [e, m] = [JSON.stringify(expected), JSON.stringify(measured)];
    this.that(what, e ?? 'undefined', m ?? 'undefined', e === m);
  }

  public between(what: string, from: number, to: number, measured: number): void {
    this.that(what, `${from} to ${to}`, String(Math.round(measured * 100) / 100), measured >= from && measured <= to);
  }

  /** The counts match the shares: chi-square, one false alarm in 100,000. */
  public shares(what: string, keys: readonly (string | undefined)[], expected: Readonly<Record<string, number>>): void {
    const counts = tally(keys);
    const total = Object.values(expected).reduce((a, b) => a + b, 0);
    const names = Object.keys(expected);
    const strangers = Object.keys(counts).filter((k) => !names.includes(k));
    const statistic = chiSquare(names.map((n) => counts[n] ?? 0), names.map((n) => (expected[n] / total) * keys.length));
    const limit = CRITICAL[names.length - 2];
    this.that(what, `${names.map((n) => `${n} ${Math.round((expected[n] / total) * 1000) / 10} %`).join(', ')} of ${keys.length}`,
      `${Object.entries(counts).sort().map(([k, n]) => `${k} ${n}`).join(', ')} (chi² ${statistic.toFixed(1)}, limit ${limit})`, strangers.length === 0 && statistic <= limit);
  }

  /** Every answer came from these backends, and from no others. */
  public backends(what: string, got: readonly Got[], expected: readonly string[]): void {
    this.equal(what, [...expected].sort(), Object.keys(tally(got.map(origin))).sort());
  }

  public get ok(): boolean {
    return this.checks.length > 0 && this.checks.every((c) => c.ok);
  }
}

/** Which backend answered, or the status that the proxy gave. */
export function origin(g: Got): string {
  return g.backend ?? (g.status === 0 ? 'no answer' : `status ${g.status}`);
}

export function tally(keys: readonly (string | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const k of keys) { counts[String(k)] = (counts[String(k)] ?? 0) + 1; }
  return counts;
}
