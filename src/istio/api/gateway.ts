import type { ResourceProps } from './resource-props';
import type { Server } from './server';
import { labels } from '../write/check';
import { list, struct, value } from '../write/json';

/** Properties of `Gateway`. */
export interface GatewayProps extends ResourceProps {
  /**
   * The ports and their hosts; `addServer` adds more.
   *
   * @default - none
   */
  readonly servers?: Server[];

  /**
   * The labels of the gateway's pods; `Labels.of` reads them from a workload.
   *
   * @default - every proxy, which is rarely intended
   */
  readonly selector?: { [label: string]: string };
}

const gatewaySpec = struct<GatewayProps>((p, at) => ({
  servers: list(p.servers, at, 'servers', value),
  selector: labels(p.selector, at, 'selector'),
}));

export default gatewaySpec;
