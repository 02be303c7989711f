import type { MeshFeature } from '../capability/feature';
import { FEATURES } from '../capability/features';
import { capability } from '../capability/index';
import { planeTable } from '../capability/table';
import type { Cell } from '../capability/table/cell';

/** An accepted difference of a plane. */
export interface AcceptedDifference {
  /** The feature that the plane supports with a difference. */
  readonly feature: MeshFeature;
  /** Why the difference does no harm here, for readers of the code. */
  readonly reason: string;
}

/** @internal */
export function acknowledged(plane: string, given: readonly AcceptedDifference[] = [], cellOf?: (feature: MeshFeature) => Cell): ReadonlySet<MeshFeature> {
  for (const { feature, reason } of given) {
    const part = planeTable(plane).parts?.find((p) => capability(feature, p).level === 'partial');
    const own = cellOf?.(feature) ?? capability(feature, plane);
    const { level, note } = part && own.level === 'full' ? capability(feature, part) : own;
    const what = `'${feature}' (${FEATURES[feature].title}) can't be acknowledged on plane '${plane}'`;
    if (level === 'none') {
      throw new Error(`${what}, which does not support it at all; remove it from acknowledge (closest alternative: ${note})`);
    }
    if (level === 'full') {
      throw new Error(`${what}, which supports it fully; remove it from acknowledge`);
    }
    if (reason.trim() === '') {
      throw new Error(`acknowledge: '${feature}' has no reason; state why the difference is acceptable`);
    }
  }
  return new Set(given.map((a) => a.feature));
}
