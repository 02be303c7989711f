import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Branch } from '../../../src/compiled/evaluate/answer';
import type { HttpRequest } from '../../../src/compiled/evaluate/seen';
import { type Processes, until } from '../processes';
import { agrees, expected, predict } from './compare';
import { drawForm, type DrawnForm, KNOWN } from './draw-form';
import { drawRequest, wire } from './draw-request';
import { bootstrapOf, type Told, toldBy } from './envoy-config';
import { pipeline } from './pipeline';
import { Random } from './random';

/** What is drawn. */
export interface Sizes {
  readonly seed: number;
  readonly forms: number;
  /** requests for each form */
  readonly requests: number;
}

/** A form, requests to it, and what Envoy says of each. */
export interface Asked {
  readonly form: DrawnForm;
  readonly requests: readonly HttpRequest[];
  readonly told: readonly (Partial<Told> | undefined)[];
}

/** The same forms and requests for the same numbers. */
export function draw({ seed, forms, requests }: Sizes): { readonly form: DrawnForm; readonly requests: readonly HttpRequest[] }[] {
  const random = new Random(seed);
  return Array.from({ length: forms }, () => {
    const form = drawForm(random);
    return { form, requests: Array.from({ length: requests }, () => drawRequest(random, form)) };
  });
}

export interface Oracle {
  readonly envoy: string;
  readonly processes: Processes;
  /** where its configuration is written */
  readonly folder: string;
}

/** Connections that are open at a time. */
const PARALLEL = 24;
const PORT = 10080;

/** Asks one Envoy, with a listener for each form, all that was drawn. */
export async function askEnvoy(oracle: Oracle, sizes: Sizes): Promise<Asked[]> {
  const drawn = draw(sizes);
  const block = 1 + (sizes.seed % 200);
  const addresses = drawn.map((_, i) => `127.${block}.${1 + Math.floor(i / 200)}.${2 + (i % 200)}`);
  mkdirSync(oracle.folder, { recursive: true });
  const file = join(oracle.folder, `forms-${sizes.seed}.json`);
  writeFileSync(file, JSON.stringify(bootstrapOf(drawn.map(({ form }, i) => ({ address: addresses[i], port: PORT, manager: form.manager, routes: form.routes })), KNOWN)));
  const server = oracle.processes.start({ name: `evaluator-${sizes.seed}`, command: oracle.envoy, args: ['-c', file, '--concurrency', '1', '--use-dynamic-base-id', '-l', 'error'] });
  try {
    const probe = wire({ method: 'GET', tls: false, authority: 'probe', path: '/', headers: new Map() }, true);
    await until('the Envoy of the evaluator', server, 120, async () => (await pipeline(addresses[addresses.length - 1], PORT, [probe])).length === 1);
    const asked = new Array<Asked>(drawn.length);
    const queue = [...drawn.entries()];
    const work = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [i, { form, requests }] = next;
        asked[i] = { form, requests, told: await tell(addresses[i], form, requests) };
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    return asked;
  } finally {
    await server.stop();
  }
}

/** Requests that Envoy refuses end their connection: each goes over one of its own. */
async function tell(address: string, form: DrawnForm, requests: readonly HttpRequest[]): Promise<(Partial<Told> | undefined)[]> {
  const alone = requests.map((r) => predict(form, r).branches.some((b) => b.result === 'refused' || (b.status === 307 && b.details === 'path_normalization_failed')));
  const together = requests.filter((_, i) => !alone[i]);
  const replies = await pipeline(address, PORT, together.map((r) => wire(r, false)));
  let next = 0;
  const told: (Partial<Told> | undefined)[] = [];
  for (const [i, r] of requests.entries()) {
    const reply = alone[i] ? (await pipeline(address, PORT, [wire(r, true)])).at(0) : replies.at(next++);
    told.push(reply && toldBy(reply));
  }
  return told;
}

/** A request that the evaluator and Envoy answer differently. */
export interface Disagreement {
  readonly form: DrawnForm;
  readonly request: HttpRequest;
  readonly told?: Partial<Told>;
  readonly ours: readonly Partial<Told>[];
}

export interface Verdict {
  readonly requests: number;
  /** how often each kind of answer was given and agreed on */
  readonly results: Readonly<Record<string, number>>;
  readonly disagreements: readonly Disagreement[];
  /** splits that enough requests met, and whether Envoy's dice follow our shares */
  readonly shares: { readonly routes: number; readonly off: number };
}

/** Compares what Envoy said with what the evaluator says. */
export function judge(asked: readonly Asked[], predicting: typeof predict = predict): Verdict {
  const results: Record<string, number> = {};
  const disagreements: Disagreement[] = [];
  let total = 0;
  for (const { form, requests, told } of asked) {
    for (const [i, request] of requests.entries()) {
      total++;
      const answer = attempt(() => predicting(form, request));
      const said = told[i];
      const branch = answer && said && agrees(form, answer, said);
      if (branch) results[branch.result] = (results[branch.result] ?? 0) + 1;
      else disagreements.push({ form, request, told: said, ours: answer?.branches.map((b) => expected(form, b)) ?? [] });
    }
  }
  return { requests: total, results, disagreements, shares: sharesOf(asked, predicting) };
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Of how many requests a split is judged at least. */
const ENOUGH = 12;

/**
 * Whether Envoy's dice follow our shares: chi-square over all splits together, those of weights, faults and fractions alike.
 * Far beyond what chance allows (six standard deviations) it is off.
 */
function sharesOf(asked: readonly Asked[], predicting: typeof predict): Verdict['shares'] {
  let routes = 0;
  let freedom = 0;
  let statistic = 0;
  for (const { form, requests, told } of asked) {
    const seen = new Map<string, { of: number; got: number[]; readonly want: readonly number[] }>();
    for (const [i, request] of requests.entries()) {
      const branches = attempt(() => predicting(form, request))?.branches ?? [];
      const said = told[i];
      if (branches.length < 2 || !said) continue;
      const kinds = branches.map((b) => kindOf(form, b));
      const names = [...new Set(kinds)];
      const agreed = branches.findIndex((b) => agrees(form, { branches: [b] }, said));
      if (agreed < 0 || names.length < 2) continue;
      const want = names.map((name) => branches.reduce((sum, b, k) => sum + (kinds[k] === name ? b.share : 0), 0));
      const key = JSON.stringify([names, want]);
      const entry = seen.get(key) ?? { of: 0, got: names.map(() => 0), want };
      seen.set(key, entry);
      entry.of++;
      entry.got[names.indexOf(kinds[agreed])]++;
    }
    for (const { of, got, want } of seen.values()) {
      if (of < ENOUGH) continue;
      routes++;
      freedom += want.length - 1;
      statistic += want.reduce((sum, share, k) => sum + (got[k] - share * of) ** 2 / (share * of), 0);
    }
  }
  return { routes, off: statistic > freedom + 6 * Math.sqrt(2 * freedom) + 6 ? 1 : 0 };
}

/** What tells the branches of a split apart, whatever the request. */
function kindOf(form: DrawnForm, branch: Branch): string {
  const { id, cluster, status, details } = expected(form, branch);
  return JSON.stringify([id, cluster, status, details]);
}
