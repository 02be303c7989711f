import type { Add, Target } from './add';
import { controlPlaneSteps } from './control-plane';
import { identitySteps } from './identities';
import { modernizationSteps } from './modernization';
import { workloadSteps } from './workloads';
import { reference } from '../../world/item';
import type { ObjectReference } from '../../world/reference';
import type { World } from '../../world/world';
import { refusedIn, replacementFor } from '../rules/managed/_fields';

/** One change needed before a mesh can move. */
export interface ReadinessStep {
  /** The object to change. */
  readonly object: ObjectReference;
  /**
   * The field, as a JSON pointer.
   *
   * @default - the object as a whole
   */
  readonly field?: string;
  /** Whether the move fails, or something stops working, without the change. */
  readonly blocking: boolean;
  /** Why it can't stay. */
  readonly reason: string;
  /** The replacement. */
  readonly replacement: string;
  /**
   * Path of the construct that made the object.
   *
   * @default - not made by a construct
   */
  readonly constructPath?: string;
  /**
   * File that the object was read from.
   *
   * @default - not read from a file
   */
  readonly file?: string;
  /**
   * Line in the file, counted from 1.
   *
   * @default - not read from a file
   */
  readonly line?: number;
}

/** The changes that a world needs before the given implementation can serve it. */
export function readiness(world: World, target: Target, trustDomain?: string): readonly ReadinessStep[] {
  const steps: ReadinessStep[] = [];
  const add: Add = (item, blocking, reason, replacement, field) => {
    const { constructPath, file } = item.origin;
    const line = (field && item.origin.locate?.(field)?.line) || item.origin.line;
    steps.push({
      object: reference(item),
      blocking,
      reason,
      replacement,
      ...(field ? { field } : {}),
      ...(constructPath === undefined ? {} : { constructPath }),
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
    });
  };
  for (const item of world.items) {
    for (const { rule, pointer } of refusedIn(item, world)) {
      if (rule.both || target === 'traffic-director') add(item, !rule.deprecated && !rule.channels && !(rule.unsure && target === 'istiod'), rule.reason, replacementFor(rule, item), pointer || undefined);
    }
  }
  if (target === 'traffic-director') modernizationSteps(world, add);
  controlPlaneSteps(world, target, add);
  workloadSteps(world, target, add);
  identitySteps(world, trustDomain, add);
  return steps;
}
