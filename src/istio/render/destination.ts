import type { DestinationConfig, DestinationOptions, IDestination } from '../destination';
import { host, label, port, portReference } from './check';
import type { At, Json } from './json';
import { path, struct } from './json';

export const destinationOptions = struct<DestinationOptions>((p, at) => ({
  subset: label(p.subset, at, 'subset'),
  port: port(p.port, at, 'port'),
}));

export const destinationConfig = struct<DestinationConfig>((p, at) => ({
  host: host(p.host, at, 'host'),
  subset: label(p.subset, at, 'subset'),
  port: portReference(p.port, at, 'port'),
}));

/** A destination, from any of its forms. */
export function destination(item: IDestination | undefined, at: At, field: string): Json | undefined {
  if (item === undefined || item === null) {
    return undefined;
  }
  if (typeof item.toDestinationConfig !== 'function') {
    throw new Error(`${path(at, field)} must be a Destination, a Subset or a ServiceEntry, got: ${JSON.stringify(item)}`);
  }
  return destinationConfig(item.toDestinationConfig(), at, field);
}
