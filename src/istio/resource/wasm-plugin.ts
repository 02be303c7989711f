import type { Construct } from 'constructs';
import { IstioResource } from './resource';
import { given } from '../../guard/guard';
import { described } from '../api/kinds';
import type { WasmPluginProps } from '../api/wasm-plugin';

/**
 * A WebAssembly module in the proxies of workloads.
 *
 * @see https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/
 *
 * @example
 * declare const chart: Chart;
 * new mesh.istio.WasmPlugin(chart, 'auth', {
 *   selector: { istio: 'ingressgateway' },
 *   module: { url: 'oci://registry.example.com/auth:1.2.0', pluginConfig: { realm: 'shop' } },
 *   phase: mesh.istio.ExtensionPhase.AUTHN,
 * });
 */
export class WasmPlugin extends IstioResource {
  public constructor(scope: Construct, id: string, props: WasmPluginProps) {
    super(scope, given('istio.WasmPlugin', scope, id, props), described('WasmPlugin', props));
  }
}
