import type { ItemOf } from '../../world/item';
import type { World } from '../../world/world';
import { unknownIn } from '../engine/check';
import { Severity } from '../finding';

/** The endpoint picker of an InferencePool that refers to one that does not exist. */
export interface MissingPicker {
  /** the endpoint picker and its problem, as part of a message */
  readonly what: string;
  readonly fix: string;
  readonly severity: Severity;
}

export function missingPicker(world: World, pool: ItemOf<'InferencePool'>): MissingPicker | undefined {
  const ref = pool.spec.endpointPickerRef;
  if (!ref) return undefined; // the schema reports it, as the field is required
  const kind = ref.kind || 'Service';
  if (kind !== 'Service') return { what: `a ${kind}, but Istio supports only Services for that`, fix: 'refer to a Service', severity: Severity.ERROR };
  if (!ref.name || world.find('Service', pool.namespace, ref.name)) return undefined;
  const severity = unknownIn(world, pool.namespace);
  const what = `Service ${pool.namespace}/${ref.name}, which is not defined${severity === Severity.ERROR ? '' : ' in the checked objects'}`;
  return { what, fix: 'refer to the Service of the endpoint picker, in the namespace of the pool', severity };
}
