import { pointer, type Check } from '../../engine/check';
import { Severity } from '../../finding';

export const lightstepProvider: Check = {
  code: 'MESH655',
  title: 'tracing provider that Istio no longer supports',
  aliases: ['IST0002'],
  severity: Severity.WARNING,
  explanation: 'The Lightstep tracer is deprecated in favor of OpenTelemetry; no spans are sent once Istio removes it.',
  run(world, report) {
    const names = new Set((world.mesh.config.extensionProviders ?? []).filter((p) => p.lightstep !== undefined).map((p) => p.name));
    if (!names.size) return;
    for (const t of world.all('Telemetry')) {
      t.spec.tracing?.forEach((tracing, i) => tracing.providers?.forEach((p, j) => {
        if (!names.has(p.name)) return;
        report(t, {
          pointer: pointer('spec', 'tracing', i, 'providers', j),
          message: `provider ${p.name ?? ''} is of the deprecated kind lightstep: tracing stops with the Istio version that removes it`,
          fix: 'use an opentelemetry provider',
        });
      }));
    }
  },
};
