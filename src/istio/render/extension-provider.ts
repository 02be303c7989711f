import { inPort, providerService } from './check';
import type { Json } from './json';

/** Where a provider's service is. */
export function serviceAt(service: string, portNumber: number): Json {
  return { service: providerService(service, 'a provider', 'service'), port: inPort(portNumber, 'a provider', 'port') };
}
