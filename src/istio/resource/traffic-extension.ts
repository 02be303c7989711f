import type { Construct } from 'constructs';
import { IstioResource } from './resource';
import { given } from '../../guard/guard';
import { described } from '../api/kinds';
import type { TrafficExtensionProps } from '../api/traffic-extension';

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
