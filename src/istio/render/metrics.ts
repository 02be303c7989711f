import type { Metrics, MetricsOverride } from '../metrics';
import { bool, duration } from './check';
import { filled, list, map, struct, value } from './json';
import { providerRef } from './provider';

export const metricsOverride = struct<MetricsOverride>((p, at) => ({
  match: value(p.match, at, 'match'),
  disabled: bool(p.disabled, at, 'disabled'),
  tagOverrides: map(p.tagOverrides, at, 'tagOverrides', value),
}));

export const metricsRule = struct<Metrics>((p, at) => ({
  providers: filled(p.providers, at, 'providers', providerRef),
  overrides: list(p.overrides, at, 'overrides', metricsOverride),
  reportingInterval: duration(p.reportingInterval, at, 'reportingInterval'),
}));
