import type { TrafficExtensionProps } from '../traffic-extension';
import { matchLabels, signedInt32 } from './check';
import type { Json } from './json';
import { atMost, atMostOne, constant, list, struct, value } from './json';
import { extensionMatch } from './wasm-module';

export const trafficExtensionSpec = struct<TrafficExtensionProps>((p, at) => {
  atMostOne(p, at, 'selector', 'targetRefs');
  atMost(p.targetRefs, 16, at, 'targetRefs');
  return {
    selector: matchLabels(p.selector, at, 'selector'),
    targetRefs: list(p.targetRefs, at, 'targetRefs', value),
    phase: constant(p.phase, at, 'phase'),
    priority: signedInt32(p.priority, at, 'priority'),
    match: list(p.match, at, 'match', extensionMatch),
    ...value(p.filter, at, 'filter') as Json,
  };
});
