import type { IGatewayRef } from '../gateway-ref';
import type { At } from './json';
import { path } from './json';

/** The name of a gateway, from any of its forms. */
export function gatewayName(item: IGatewayRef | undefined, at: At, field: string): string | undefined {
  if (item === undefined || item === null) {
    return undefined;
  }
  if (typeof item.toGatewayName !== 'function') {
    throw new Error(`${path(at, field)} must be a Gateway or a GatewayRef, got: ${JSON.stringify(item)}`);
  }
  return item.toGatewayName();
}
