import proxyExtension, { type ProxyExtensionProps } from './proxy-extension';
import wasmModule, { type WasmModule } from './wasm-module';
import { struct } from '../write/json';

/** Properties of `WasmPlugin`. */
export interface WasmPluginProps extends ProxyExtensionProps {
  /** The module; its fields are fields of the spec. */
  readonly module: WasmModule;
}

const wasmPluginSpec = struct<WasmPluginProps>((p, at) => ({
  ...proxyExtension(p, at),
  ...wasmModule(p.module, at, 'module'),
}));

export default wasmPluginSpec;
