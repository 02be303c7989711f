import type { WasmPluginProps } from '../wasm-plugin';
import { matchLabels, signedInt32 } from './check';
import { atMost, atMostOne, constant, list, struct, value } from './json';
import { extensionMatch, wasmModule } from './wasm-module';

export const wasmPluginSpec = struct<WasmPluginProps>((p, at) => {
  atMostOne(p, at, 'selector', 'targetRefs');
  atMost(p.targetRefs, 16, at, 'targetRefs');
  return {
    selector: matchLabels(p.selector, at, 'selector'),
    targetRefs: list(p.targetRefs, at, 'targetRefs', value),
    phase: constant(p.phase, at, 'phase'),
    priority: signedInt32(p.priority, at, 'priority'),
    match: list(p.match, at, 'match', extensionMatch),
    ...wasmModule(p.module, at, 'module'),
  };
});
