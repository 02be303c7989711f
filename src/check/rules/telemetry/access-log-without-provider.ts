import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const accessLogWithoutProvider: Check = {
  code: 'MESH654',
  title: 'access logging without a provider',
  aliases: ['IST0157'],
  severity: Severity.WARNING,
  explanation: 'A Telemetry switches access logs on, names no provider, and the mesh configuration has no default one: nothing is logged.',
  run(world, report) {
    if (world.mesh.config.defaultProviders?.accessLogging?.length) return;
    // the default may stand in a configuration that is not here
    const severity = world.mesh.configKnown || world.options.complete ? Severity.WARNING : Severity.INFO;
    for (const t of world.all('Telemetry')) {
      t.spec.accessLogging?.forEach((l, i) => {
        if (l.disabled || l.providers?.length) return;
        report(t, {
          pointer: pointer('spec', 'accessLogging', i),
          severity,
          message: 'no provider is named, and the mesh has no default for access logs: nothing is logged',
          fix: 'name a provider, like providers: [{ name: envoy }]',
        });
      });
    }
  },
};
