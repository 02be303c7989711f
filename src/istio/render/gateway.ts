import type { GatewayProps } from '../gateway';
import { labels } from './check';
import { list, struct, value } from './json';

export const gatewaySpec = struct<GatewayProps>((p, at) => ({
  servers: list(p.servers, at, 'servers', value),
  selector: labels(p.selector, at, 'selector'),
}));
