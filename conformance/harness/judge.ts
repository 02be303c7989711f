import { App } from 'cdk8s';
import { Manifest } from './api-client';
import { note } from './asked';
import { Scene } from './scene';
import { Check, Trial } from './trial';

/** A message of a component that is not a mistake. */
export interface Explained {
  readonly says: RegExp;
  readonly because: string;
}

/** The API server and istiod accept every object without a warning, and a second time without a change. */
export function acceptance(trial: Trial, stage: Pick<Scene, 'applied' | 'reapplied'>, explained: readonly Explained[] = []): void {
  const refused = stage.applied.filter((a) => !a.ok).map((a) => `${a.object}: ${a.message}`);
  const warned = stage.applied.flatMap((a) => a.warnings.filter((w) => !explained.some((e) => e.says.test(w))).map((w) => `${a.object}: ${w}`));
  const moved = stage.applied.filter((a, i) => a.ok && a.version !== stage.reapplied[i].version).map((a) => a.object);
  trial.that('objects taken', `${stage.applied.length}`, refused.length > 0 ? refused.join(' | ') : `${stage.applied.length}`, refused.length === 0 && stage.applied.length > 0);
  trial.equal('warnings', [], warned);
  trial.equal('changed by a second application', [], moved);
}

/** Every Envoy accepted istiod's configuration, and istiod reported no conflict. */
export async function service(trial: Trial, stage: Pick<Scene, 'rejected' | 'complaints'>): Promise<void> {
  trial.equal('refused by Envoy', {}, await stage.rejected());
  trial.equal('complaints of istiod', {}, await stage.complaints());
}

/** What an app synthesizes, as plain data. */
export function manifestsOf(app: App): Manifest[] {
  note(app);
  return JSON.parse(JSON.stringify(app.charts.flatMap((c) => c.toJson()))) as Manifest[];
}

/** Introduces a mistake, which must change something. */
export function changing(objects: Manifest[], mistake: (objects: Manifest[]) => void): void {
  const before = JSON.stringify(objects);
  mistake(objects);
  if (JSON.stringify(objects) === before) { throw new Error('the mistake changes nothing'); }
}

/** A control holds if a check that held in the case itself fails with the mistake. */
export async function caught(trial: Trial, held: readonly string[], run: (inner: Trial) => Promise<void>): Promise<void> {
  const inner = new Trial();
  await run(inner);
  const failed = inner.checks.filter((c) => !c.ok && held.includes(c.what));
  trial.that('the mistake', 'caught', failed.length > 0 ? `caught: ${say(failed[0])}` : 'not caught', failed.length > 0);
}

export function say(c: Check): string {
  return `${c.what}: expected ${c.expected}, measured ${c.measured}`;
}
