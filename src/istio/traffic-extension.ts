import type { Construct } from 'constructs';
import type { ProxyExtensionProps } from './proxy-extension';
import { given, guarded } from '../guard/guard';
import type { Json } from './render/json';
import { described } from './render/kinds';
import { wasmModule } from './render/wasm-module';
import { IstioResource } from './resource';
import type { WasmModule } from './wasm-module';
import { Value } from '../grammar/value';

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

/**
 * A WebAssembly module or a Lua script in the proxies of workloads.
 *
 * @see https://istio.io/latest/docs/reference/config/proxy_extensions/
 *
 * @example
 * declare const chart: Chart;
 * new mesh.istio.TrafficExtension(chart, 'header', {
 *   selector: { app: 'shop' },
 *   filter: mesh.istio.ExtensionFilter.lua('function envoy_on_response(h) h:headers():add("x-by", "mesh") end'),
 * });
 */
export class TrafficExtension extends IstioResource {
  public constructor(scope: Construct, id: string, props: TrafficExtensionProps) {
    super(scope, given('istio.TrafficExtension', scope, id, props), described('TrafficExtension', props));
  }
}
