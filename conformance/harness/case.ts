import { App } from 'cdk8s';
import type { ControlPlane } from 'cdk8s-mesh';
import { Manifest } from './api-client';
import { acceptance, caught, changing, Explained, manifestsOf, say, service } from './judge';
import { Lab } from './lab';
import { Elsewhere, gatewayApi, OtherPlane, planeCases } from './planes';
import { Scene } from './scene';
import { Stage, StageOptions } from './stage';
import { Trial } from './trial';

export { acceptance, caught, manifestsOf, say, service };
export type { Explained };

/** The groups of cases in the report, in its order. */
export type Group = 'accepted' | 'clean' | 'moved' | 'allowed' | 'installed' | 'lab' | 'evaluated' | 'compiled' | 'languages' | OtherPlane;

/** One case. A case of a model defines what to synthesize, what to measure, and a mistake that the measurement must detect. */
export interface Case {
  readonly group: Group;
  readonly name: string;
  run(lab: Lab, trial: Trial): Promise<void>;
}

export interface ModelCase<T> {
  readonly name: string;
  /** Builds the app, and returns what `expect` needs. */
  readonly app: (controlPlane?: ControlPlane, plane?: OtherPlane) => { readonly app: App; readonly about: T };
  readonly stage?: StageOptions | ((about: T) => Promise<StageOptions>);
  readonly expect: (trial: Trial, stage: Scene, about: T) => Promise<void>;
  /** Warnings that are not mistakes, each with the reason. */
  readonly explained?: readonly Explained[];
  /** A deliberate mistake in what was synthesized: `expect` must not hold for it. */
  readonly mistake?: (objects: Manifest[]) => void;
  /** Whether it is about traffic that arrives at an edge, and not about callers' proxies. */
  readonly edge?: boolean;
  /**
   * The result on other planes, if it differs.
   *
   * @default - cases of traffic and access hold on every plane; others are about Istio's alone
   */
  readonly on?: { readonly [P in OtherPlane]?: Elsewhere };
}

/** The case itself, its control if it has a mistake, and the same on the other planes. */
export function modelCases<T>(group: Group, c: ModelCase<T>): Case[] {
  const cases = withControl(group, c);
  return group === 'moved' || group === 'allowed' ? [...cases, ...planeCases(c)] : cases;
}

/** A case of what Gateway API alone says, and its control. */
export function gatewayApiCases<T>(c: ModelCase<T>): Case[] {
  return withControl('gateway-api', { ...c, app: () => c.app(gatewayApi()) });
}

function withControl<T>(group: Group, c: ModelCase<T>): Case[] {
  const run = async (lab: Lab, trial: Trial, mistake?: (objects: Manifest[]) => void) => {
    const { app, about } = c.app();
    const objects = manifestsOf(app);
    if (mistake) {
      changing(objects, mistake);
    } else if (group === 'gateway-api') {
      app.synthYaml(); // its checks have nothing to say
    }
    const options = typeof c.stage === 'function' ? await c.stage(about) : c.stage;
    const stage = new Stage(lab, objects, options);
    try {
      await stage.apply();
      if (!mistake) { acceptance(trial, stage, c.explained); }
      await stage.start();
      await c.expect(trial, stage, about);
      if (!mistake) {
        await service(trial, stage);
        if (group === 'gateway-api') { trial.equal('conditions', [], await stage.conditions()); }
      }
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

/** Finds the object of a kind and name, to introduce a mistake. */
export function find(objects: Manifest[], kind: string, name: string): Manifest {
  const found = objects.find((o) => o.kind === kind && o.metadata.name === name);
  if (!found) { throw new Error(`nothing synthesized is ${kind} ${name}; there is: ${objects.map((o) => `${o.kind} ${o.metadata.name}`).join(', ')}`); }
  return found;
}

/** Removes an object. */
export function drop(objects: Manifest[], kind: string, name: string): void {
  objects.splice(objects.indexOf(find(objects, kind, name)), 1);
}
