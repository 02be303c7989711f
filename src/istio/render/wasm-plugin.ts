import type { WasmPluginProps } from '../wasm-plugin';
import { struct } from './json';
import { proxyExtension } from './proxy-extension';
import { wasmModule } from './wasm-module';

export const wasmPluginSpec = struct<WasmPluginProps>((p, at) => ({
  ...proxyExtension(p, at),
  ...wasmModule(p.module, at, 'module'),
}));
