import type { UpgradeStage } from './stage';
import { shellPath, shellWord } from '../../model/shell';

/** An object of an upgrade. */
export interface UpgradeObject {
  /** API group and version of the object. */
  readonly apiVersion: string;
  /** Kind of the object. */
  readonly kind: string;
  /** Name of the object. */
  readonly name: string;
  /**
   * Namespace of the object.
   *
   * @default - an object of the cluster
   */
  readonly namespace?: string;
}

/** A check before a step. */
export interface UpgradeCheck {
  /** The command to run. */
  readonly command: string;
  /** The expected result. */
  readonly expect: string;
}

/** A step of an upgrade. */
export interface UpgradeStep {
  /** What the step does. */
  readonly title: string;
  /** Stage of the app that contains the step: set this stage, synthesize, apply. */
  readonly stage: UpgradeStage;
  /** Whether the current stage of the app includes the step. */
  readonly reached: boolean;
  /** The checks before the step. */
  readonly checks: UpgradeCheck[];
  /** Files to apply, in this order. */
  readonly files: string[];
  /** Objects that are new or changed. */
  readonly applies: UpgradeObject[];
  /** Objects to delete, in this order. */
  readonly removes: UpgradeObject[];
  /** Workloads to restart, so that their pods get the new proxy. */
  readonly restarts: UpgradeObject[];
  /** How to undo the step. */
  readonly undo: string;
}

/** The steps of an upgrade, in order. */
export class UpgradePlan {
  /** @internal */
  public static _of(title: string, steps: UpgradeStep[]): UpgradePlan {
    return new UpgradePlan(title, steps);
  }

  private constructor(
    /** The old and the new revision. */
    public readonly title: string,
    /** The steps. */
    public readonly steps: UpgradeStep[],
  ) {}

  /** Returns the plan as text: what to check, apply, restart and remove, step by step. */
  public toString(): string {
    return [this.title, ...this.steps.map((step, i) => describe(step, i + 1)), ''].join('\n\n');
  }
}

function describe(step: UpgradeStep, number: number): string {
  const list = (head: string, items: readonly string[]): string[] => items.length === 0 ? [] : [`   ${head}`, ...items.map((item) => `     ${item}`)];
  return [
    `${number}. ${step.title}   [stage ${step.stage}${step.reached ? ', reached' : ''}]`,
    ...list('check before:', step.checks.map((check) => `${check.command}\n       => ${check.expect}`)),
    ...list('apply:', step.files.map((file) => `kubectl apply --server-side -f ${shellPath(file)}`)),
    ...list('which changes:', few(step.applies)),
    ...list('remove:', step.removes.map((object) => `kubectl delete ${reference(object)}`)),
    ...list('restart:', step.restarts.map((object) => `kubectl rollout restart ${reference(object)}`)),
    `   to undo: ${step.undo}`,
  ].join('\n');
}

/** Names of objects, with one line per kind. */
function few(objects: readonly UpgradeObject[]): string[] {
  const kinds = new Map<string, string[]>();
  for (const { kind, name, namespace } of objects) kinds.set(kind, [...kinds.get(kind) ?? [], namespace ? `${namespace}/${name}` : name]);
  return [...kinds].map(([kind, names]) => `${kind} ${names.join(', ')}`);
}

function reference({ apiVersion, kind, name, namespace }: UpgradeObject): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  return `${kind.toLowerCase()}${['apps', ''].includes(group.slice(1)) ? '' : group}/${shellWord(name)}${namespace ? ` -n ${shellWord(namespace)}` : ''}`;
}
