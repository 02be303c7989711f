import type { IEgressGateway } from './egress-gateway';
import type { ServicePort } from './port';

/** What is known of an external service that another app defines. */
export interface ExternalServiceAttributes {
  /**
   * Namespace of the owner's chart, where its ServiceEntry is. The owner exports it to the namespaces of the callers that it knows:
   * `MeshService.fromAttributes(…, { identity }).calls(…)` in its app.
   */
  readonly namespace: string;
  /** Full DNS names that callers use; all of the owner's, or some. */
  readonly hosts: string[];
  /** Ports that callers use. */
  readonly ports: ServicePort[];
  /**
   * Gateway by which the owner has traffic to it leave, in this app an `EgressGateway` with the proxies of the owner's.
   *
   * @default - each caller's proxy connects directly
   */
  readonly via?: IEgressGateway;
}
