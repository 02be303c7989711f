import type { Construct } from 'constructs';
import { wasmPluginSpec } from './render/wasm-plugin';
import { IstioResource } from './resource';
import type { ResourceProps } from './resource-props';
import type { TargetRef } from './target-ref';
import type { ExtensionMatch, ExtensionPhase, WasmModule } from './wasm-module';

/** Properties of `WasmPlugin`. */
export interface WasmPluginProps extends ResourceProps {
  /**
   * The labels of the workloads; not beside `targetRefs`.
   *
   * @default - all of the namespace
   */
  readonly selector?: { [label: string]: string };

  /**
   * The gateways, services or waypoints; at most 16.
   *
   * @default - none
   */
  readonly targetRefs?: TargetRef[];

  /** The module; its fields are fields of the spec. */
  readonly module: WasmModule;

  /**
   * Where it comes among Istio's filters.
   *
   * @default - at the end, before the router
   */
  readonly phase?: ExtensionPhase;

  /**
   * The order in a phase; higher ones first.
   *
   * @default 0
   */
  readonly priority?: number;

  /**
   * The traffic that goes through it: any of these.
   *
   * @default - all
   */
  readonly match?: ExtensionMatch[];
}

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
    super(scope, id, 'extensions.istio.io/v1alpha1', 'WasmPlugin', props.metadata, () => wasmPluginSpec(props, '', '')!);
  }
}
