import { managed, trafficDirector } from './_facts';
import { SAMPLING_CHANNELS } from '../../../capability/dated-facts';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

export const traceShare: Check = {
  code: 'MESH740',
  title: 'trace sampling rate that Traffic Director ignores',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Traffic Director reads `randomSamplingPercentage` (since 26 August 2026, in the rapid channel) from one Telemetry in the root namespace, for the whole mesh. In another namespace, with a selector, or in a second Telemetry it has no effect.',
  run(world, report) {
    const { channel } = managed(world) ?? {};
    // in other channels it has no effect at all: MESH793
    if (!trafficDirector(world) || channel === undefined || !SAMPLING_CHANNELS.includes(channel)) return;
    let first: Item | undefined;
    for (const telemetry of world.all('Telemetry')) {
      const [share] = at(telemetry.object, 'spec.tracing[*].randomSamplingPercentage');
      if (!share) continue;
      const root = telemetry.namespace === world.mesh.rootNamespace && at(telemetry.object, 'spec.selector').length === 0 && at(telemetry.object, 'spec.targetRefs').length === 0;
      if (root && !first) {
        first = telemetry;
        continue;
      }
      report(telemetry, {
        pointer: share.pointer,
        message: root ? `the sampling rate is already set by Telemetry ${first!.name}: this one has no effect` : `Traffic Director reads the sampling rate only from a Telemetry in namespace ${world.mesh.rootNamespace} without a selector: this one has no effect`,
        fix: `set it in one Telemetry in namespace ${world.mesh.rootNamespace}, without selector or targetRefs`,
        related: root && first ? [first] : [],
      });
    }
  },
};
