import type { TrafficExtensionProps } from '../traffic-extension';
import type { Json } from './json';
import { struct, value } from './json';
import { proxyExtension } from './proxy-extension';

export const trafficExtensionSpec = struct<TrafficExtensionProps>((p, at) => ({
  ...proxyExtension(p, at),
  ...value(p.filter, at, 'filter') as Json,
}));
