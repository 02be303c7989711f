import { managed, trafficDirector } from './_facts';
import { SAMPLING_CHANNELS } from '../../../capability/dated-facts';
import type { Item } from '../../../world/item';
import type { Check } from '../../engine/check';
import { at } from '../../engine/path';
import { Severity } from '../../finding';

export const traceShare: Check = {
  code: 'MESH740',
  title: 'share of traces that Traffic Director does not read where it is',
  aliases: [],
  severity: Severity.WARNING,
  explanation: 'Traffic Director takes `randomSamplingPercentage` (since 26 August 2026, in the rapid channel) from one Telemetry in the root namespace, for the mesh as a whole. In another namespace, with a selector, or in a second Telemetry it does nothing.',
  run(world, report) {
    const { channel } = managed(world) ?? {};
    // in other channels it does nothing anywhere: MESH793
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
        message: root ? `the share of traces is that of Telemetry ${first!.name} already: this one does nothing` : `Traffic Director reads the share of traces from a Telemetry of namespace ${world.mesh.rootNamespace} without a selector alone: this one does nothing`,
        fix: `set it in one Telemetry of namespace ${world.mesh.rootNamespace}, without selector or targetRefs`,
        related: root && first ? [first] : [],
      });
    }
  },
};
