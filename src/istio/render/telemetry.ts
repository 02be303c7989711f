import type { AccessLogging, TelemetryProps } from '../telemetry';
import { anyNonEmpty, bool } from './check';
import { filled, struct } from './json';
import { metricsRule } from './metrics';
import { providerRef } from './provider';
import { target } from './target-ref';
import { tracingRule } from './tracing';

export const accessLogging = struct<AccessLogging>((p, at) => ({
  providers: filled(p.providers, at, 'providers', providerRef),
  disabled: bool(p.disabled, at, 'disabled'),
  match: p.mode && { mode: p.mode },
  filter: p.filter === undefined ? undefined : { expression: anyNonEmpty(p.filter, at, 'filter') },
}));

export const telemetrySpec = struct<TelemetryProps>((p, at) => {
  return {
    ...target(p, at),
    tracing: filled(p.tracing, at, 'tracing', tracingRule),
    metrics: filled(p.metrics, at, 'metrics', metricsRule),
    accessLogging: filled(p.accessLogging, at, 'accessLogging', accessLogging),
  };
});
