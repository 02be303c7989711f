import type { MeshFeature } from '../capability/feature';
import { capability, rowOf } from '../capability/index';
import type { Cell, PlaneName } from '../capability/table/cell';

/** A difference of a plane that is accepted. */
export interface AcceptedDifference {
  /** The feature that the plane says with a difference. */
  readonly feature: MeshFeature;
  /** Why the difference does no harm here; for those who read the code. */
  readonly reason: string;
}

/** @internal */
export function acknowledged(plane: PlaneName, given: readonly AcceptedDifference[] = [], cellOf?: (feature: MeshFeature) => Cell): ReadonlySet<MeshFeature> {
  for (const { feature, reason } of given) {
    // of these planes, some of what is told holds for some pods only
    const part = ([...plane === 'istio' ? ['grpc'] : [], ...plane === 'istio' || plane === 'gateway-api' ? ['ambient'] : []] as PlaneName[]).find((p) => capability(feature, p).level === 'partial');
    const own = cellOf?.(feature) ?? capability(feature, plane);
    const { level, note } = part && own.level === 'full' ? capability(feature, part) : own;
    const what = `'${feature}' (${rowOf(feature).title}) can't be acknowledged on plane '${plane}'`;
    if (level === 'none') {
      throw new Error(`${what}, which has no words for it; leave it out of acknowledge (nearest alternative: ${note})`);
    }
    if (level === 'full') {
      throw new Error(`${what}, which says it without a difference; leave it out of acknowledge`);
    }
    if (reason.trim() === '') {
      throw new Error(`acknowledge: '${feature}' is accepted without a reason; give one`);
    }
  }
  return new Set(given.map((a) => a.feature));
}
