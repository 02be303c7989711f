import type { Draw, DrawnProxy } from './draw';

/** Gateways and the workloads behind them. */
export function gateways(draw: Draw): { objects: any[]; proxies: DrawnProxy[] } {
  void draw;
  return { objects: [], proxies: [] };
}
