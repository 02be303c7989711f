import type { EnvoyConfigPatch, EnvoyFilterProps } from '../envoy-filter';
import { selectorLabels, signedInt32 } from './check';
import { atMost, atMostOne, constant, filled, list, struct, value } from './json';

export const envoyConfigPatch = struct<EnvoyConfigPatch>((p, at) => ({
  applyTo: constant(p.applyTo, at, 'applyTo'),
  match: value(p.match, at, 'match'),
  patch: value(p.patch, at, 'patch'),
}));

export const envoyFilterSpec = struct<EnvoyFilterProps>((p, at) => {
  atMostOne(p, at, 'workloadSelector', 'targetRefs');
  atMost(p.targetRefs, 16, at, 'targetRefs');
  return {
    workloadSelector: selectorLabels(p.workloadSelector, at, 'workloadSelector'),
    targetRefs: filled(p.targetRefs, at, 'targetRefs', value),
    configPatches: list(p.configPatches, at, 'configPatches', envoyConfigPatch),
    priority: signedInt32(p.priority, at, 'priority'),
  };
});
