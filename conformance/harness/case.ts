import { App } from 'cdk8s';
import { Manifest } from './api-client';
import { Lab } from './lab';
import { Stage, StageOptions } from './stage';
import { Check, Trial } from './trial';

/** What is proven: the groups of the report, in its order. */
export type Group = 'accepted' | 'clean' | 'moved' | 'allowed' | 'installed' | 'lab';

/** One case. A case of a model says what to synthesize, what to measure, and a mistake that the measurement must catch. */
export interface Case {
  readonly group: Group;
  readonly name: string;
  run(lab: Lab, trial: Trial): Promise<void>;
}

/** Something that a part says and that is no mistake. */
export interface Explained {
  readonly says: RegExp;
  readonly because: string;
}

export interface ModelCase<T> {
  readonly name: string;
  /** Builds the app, and gives what `expect` needs to speak of it. */
  readonly app: () => { readonly app: App; readonly about: T };
  readonly stage?: StageOptions | ((about: T) => Promise<StageOptions>);
  readonly expect: (trial: Trial, stage: Stage, about: T) => Promise<void>;
  /** Warnings that are no mistake, each with the reason. */
  readonly explained?: readonly Explained[];
  /** A deliberate mistake in what was synthesized: `expect` must not hold for it. */
  readonly mistake?: (objects: Manifest[]) => void;
}

/** The case itself and, where a mistake is given, its control. */
export function modelCases<T>(group: Group, c: ModelCase<T>): Case[] {
  const run = async (lab: Lab, trial: Trial, mistake?: (objects: Manifest[]) => void) => {
    const { app, about } = c.app();
    const objects = manifestsOf(app);
    if (mistake) {
      const before = JSON.stringify(objects);
      mistake(objects);
      if (JSON.stringify(objects) === before) { throw new Error('the mistake changes nothing'); }
    }
    const options = typeof c.stage === 'function' ? await c.stage(about) : c.stage;
    const stage = new Stage(lab, objects, options);
    try {
      await stage.apply();
      if (!mistake) { acceptance(trial, stage, c.explained); }
      await stage.start();
      await c.expect(trial, stage, about);
      if (!mistake) { await service(trial, stage); }
    } finally {
      await stage.clear();
    }
  };
  let held: readonly string[] = [];
  const cases: Case[] = [{
    group,
    name: c.name,
    run: async (lab, trial) => {
      await run(lab, trial);
      held = trial.checks.filter((check) => check.ok).map((check) => check.what);
    },
  }];
  const { mistake } = c;
  if (mistake) {
    cases.push({ group, name: `${c.name} (control)`, run: (lab, trial) => caught(trial, held, (inner) => run(lab, inner, mistake)) });
  }
  return cases;
}

/** A control holds when a check that held in the case itself doesn't hold with the mistake. */
export async function caught(trial: Trial, held: readonly string[], run: (inner: Trial) => Promise<void>): Promise<void> {
  const inner = new Trial();
  await run(inner);
  const failed = inner.checks.filter((c) => !c.ok && held.includes(c.what));
  trial.that('the mistake', 'caught', failed.length > 0 ? `caught: ${say(failed[0])}` : 'not caught', failed.length > 0);
}

/** The API server and istiod take every object, without a warning, and a second time without a change. */
export function acceptance(trial: Trial, stage: Stage, explained: readonly Explained[] = []): void {
  const refused = stage.applied.filter((a) => !a.ok).map((a) => `${a.object}: ${a.message}`);
  const warned = stage.applied.flatMap((a) => a.warnings.filter((w) => !explained.some((e) => e.says.test(w))).map((w) => `${a.object}: ${w}`));
  const moved = stage.applied.filter((a, i) => a.ok && a.version !== stage.reapplied[i].version).map((a) => a.object);
  trial.that('objects taken', `${stage.applied.length}`, refused.length > 0 ? refused.join(' | ') : `${stage.applied.length}`, refused.length === 0 && stage.applied.length > 0);
  trial.equal('warnings', [], warned);
  trial.equal('changed by a second application', [], moved);
}

/** Every Envoy took what istiod sent, and istiod saw no conflict. */
export async function service(trial: Trial, stage: Stage): Promise<void> {
  trial.equal('refused by Envoy', {}, await stage.rejected());
  trial.equal('complaints of istiod', {}, await stage.complaints());
}

/** What an app synthesizes, as plain data. */
export function manifestsOf(app: App): Manifest[] {
  return JSON.parse(JSON.stringify(app.charts.flatMap((c) => c.toJson()))) as Manifest[];
}

/** The object of a kind and name, to make a mistake in. */
export function find(objects: Manifest[], kind: string, name: string): Manifest {
  const found = objects.find((o) => o.kind === kind && o.metadata.name === name);
  if (!found) { throw new Error(`nothing synthesized is ${kind} ${name}; there is: ${objects.map((o) => `${o.kind} ${o.metadata.name}`).join(', ')}`); }
  return found;
}

/** Takes an object away. */
export function drop(objects: Manifest[], kind: string, name: string): void {
  objects.splice(objects.indexOf(find(objects, kind, name)), 1);
}

export function say(c: Check): string {
  return `${c.what}: expected ${c.expected}, measured ${c.measured}`;
}
