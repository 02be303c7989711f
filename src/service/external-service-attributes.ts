import type { IEgressGateway } from './egress-gateway';
import type { ServicePort } from './port';

/** The properties of an external service that another app defines. */
export interface ExternalServiceAttributes {
  /**
   * Namespace of the owner's chart, where its ServiceEntry is. The owner's app must export it to the callers' namespaces, with `MeshService.fromAttributes(…,
   * { identity }).calls(…)`.
   */
  readonly namespace: string;
  /** Full DNS names that callers use; all or some of the owner's. */
  readonly hosts: string[];
  /** Ports that callers use. */
  readonly ports: ServicePort[];
  /**
   * Gateway through which the owner routes its traffic: in this app, an `EgressGateway` with the owner's proxies.
   *
   * @default - each caller's proxy connects directly
   */
  readonly via?: IEgressGateway;
}
