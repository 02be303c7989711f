import { inPort, providerService } from './check';
import type { Json } from './json';

/** Where a provider's service is. */
export function serviceAt(service: string, portNumber: number): Json {
  return { service: providerService(service, 'ExtensionProvider', 'service'), port: inPort(portNumber, 'ExtensionProvider', 'port') };
}
