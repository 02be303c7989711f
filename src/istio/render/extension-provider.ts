import { inPort, providerService } from './check';
import type { Json } from './json';

/** The host and port of a provider's service. */
export function serviceAt(service: string, portNumber: number): Json {
  return { service: providerService(service, 'ExtensionProvider', 'service'), port: inPort(portNumber, 'ExtensionProvider', 'port') };
}
