import proxyExtension, { type ProxyExtensionProps } from './proxy-extension';
import wasmModule, { type WasmModule } from './wasm-module';
import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { type Json, struct, value } from '../write/json';

/** The code that a TrafficExtension runs. */
export class ExtensionFilter extends Value {
  /** A WebAssembly module. */
  public static wasm(module: WasmModule): ExtensionFilter {
    return new ExtensionFilter({ wasm: wasmModule(module, '', 'wasm') });
  }

  /** A Lua script of at most 65,536 characters with `envoy_on_request`, `envoy_on_response` or both. */
  public static lua(inlineCode: string): ExtensionFilter {
    if (inlineCode === '' || inlineCode.length > 65536) {
      throw new Error(`ExtensionFilter.lua: inlineCode must have 1 to 65536 characters, got: ${inlineCode.length}`);
    }
    return new ExtensionFilter({ lua: { inlineCode } });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(ExtensionFilter, 'istio.ExtensionFilter');

/** Properties of `TrafficExtension`. */
export interface TrafficExtensionProps extends ProxyExtensionProps {
  /** The code to run; fields `wasm` and `lua`. */
  readonly filter: ExtensionFilter;
}

const trafficExtensionSpec = struct<TrafficExtensionProps>((p, at) => ({
  ...proxyExtension(p, at),
  ...value(p.filter, at, 'filter') as Json,
}));

export default trafficExtensionSpec;
