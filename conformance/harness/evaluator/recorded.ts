import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Told } from './envoy-config';
import { type Asked, draw, type Sizes } from './session';

/** What Envoy answered once: `npm test` compares with it, without an Envoy. Forms and requests are drawn anew, from the same numbers. */
const FILE = join(__dirname, '../../../test/compiled/evaluate/envoy-answers.json.gz');
export const RECORDED: Sizes = { seed: 2026, forms: 160, requests: 80 };

interface Recording {
  readonly sizes: Sizes;
  readonly fields: readonly (keyof Told)[];
  /** of each form, of each request: the fields in order, or what little an answer to a gRPC request tells; null for no answer */
  readonly answers: readonly (readonly (readonly unknown[] | Partial<Told> | null)[])[];
}

export function record(asked: readonly Asked[], sizes: Sizes): void {
  const full = asked.flatMap((a) => a.told).find((t) => t !== undefined && 'path' in t)!;
  const fields = Object.keys(full) as (keyof Told)[];
  const answers = asked.map((a) => a.told.map((t) => (t === undefined ? null : 'path' in t ? fields.map((f) => t[f]) : t)));
  const recording: Recording = { sizes, fields, answers };
  writeFileSync(FILE, gzipSync(JSON.stringify(recording), { level: 9 }));
}

export function recorded(): Asked[] {
  const { sizes, fields, answers } = JSON.parse(gunzipSync(readFileSync(FILE)).toString()) as Recording;
  return draw(sizes).map(({ form, requests }, f) => ({
    form,
    requests,
    told: requests.map((_, i) => {
      const one = answers[f][i];
      return one === null ? undefined : Array.isArray(one) ? Object.fromEntries(fields.map((name, k) => [name, one[k] as unknown])) as Partial<Told> : one as Partial<Told>;
    }),
  }));
}
