import { configMaps, unreadConfig } from './_control-plane-facts';
import { trafficDirector } from './_facts';
import type { Check } from '../../engine/check';
import { Severity } from '../../finding';

export const meshConfigKeys: Check = {
  code: 'MESH755',
  title: 'mesh configuration that Traffic Director does not read',
  aliases: ['G-CP5'],
  severity: Severity.ERROR,
  explanation: 'Traffic Director reads only some fields of the mesh configuration: outboundTrafficPolicy, accessLogFile, defaultProviders (accessLogging, tracing), tracing with stackdriver, native sidecars. All others have no effect.',
  run(world, report) {
    const serves = trafficDirector(world);
    if (!serves) return;
    for (const map of configMaps(world)) {
      for (const key of unreadConfig(map)) {
        report(map, {
          pointer: '/data/mesh',
          severity: serves === 'serves' ? Severity.ERROR : Severity.WARNING,
          message: `Traffic Director does not read '${key}' of the mesh configuration, so it has no effect`,
          fix: 'remove it; the same may be possible with a Telemetry, a DestinationRule or an AuthorizationPolicy',
        });
      }
    }
  },
};
