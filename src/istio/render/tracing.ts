import type { Tracing } from '../tracing';
import { bool, percent } from './check';
import type { Json } from './json';
import { filled, map, refuse, struct, value } from './json';
import { providerRef } from './provider';

/** A name with an optional default. */
export function tagSource(name: string | undefined, defaultValue?: string): Json {
  return defaultValue === undefined ? { name } : { name, defaultValue };
}

export const tracingRule = struct<Tracing>((p, at) => {
  if (p.disableSpanReporting && (p.randomSamplingPercentage ?? 0) > 0) {
    refuse(at, 'randomSamplingPercentage has no effect with disableSpanReporting; remove one of them');
  }
  return {
    providers: filled(p.providers, at, 'providers', providerRef),
    randomSamplingPercentage: percent(p.randomSamplingPercentage, at, 'randomSamplingPercentage'),
    disableSpanReporting: bool(p.disableSpanReporting, at, 'disableSpanReporting'),
    disableContextPropagation: bool(p.disableContextPropagation, at, 'disableContextPropagation'),
    useRequestIdForTraceSampling: bool(p.useRequestIdForTraceSampling, at, 'useRequestIdForTraceSampling'),
    enableIstioTags: bool(p.enableIstioTags, at, 'enableIstioTags'),
    customTags: map(p.customTags, at, 'customTags', value),
    match: p.mode && { mode: p.mode },
  };
});
