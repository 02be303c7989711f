import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const accessLogWithoutProvider: Check = {
  code: 'MESH654',
  title: 'access logging without a provider',
  aliases: ['IST0157'],
  severity: Severity.WARNING,
  explanation: 'A Telemetry enables access logs without a provider, and the mesh configuration has no default provider: nothing is logged.',
  run(world, report) {
    if (world.mesh.config.defaultProviders?.accessLogging?.length) return;
    // the default may be in a configuration that is missing here
    const severity = world.mesh.configKnown || world.options.complete ? Severity.WARNING : Severity.INFO;
    for (const t of world.all('Telemetry')) {
      t.spec.accessLogging?.forEach((l, i) => {
        if (l.disabled || l.providers?.length) return;
        report(t, {
          pointer: pointer('spec', 'accessLogging', i),
          severity,
          message: 'no provider is set, and the mesh has no default one for access logs: nothing is logged',
          fix: 'set a provider, like providers: [{ name: envoy }]',
        });
      });
    }
  },
};
