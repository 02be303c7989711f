import type { IConstruct } from 'constructs';
import type { EgressModel, PortModel } from '../model/service';

/** A gateway for traffic that leaves the mesh: `EgressGateway`. */
export interface IEgressGateway extends IConstruct {
  /** Full host of the Service of the gateway's proxies. */
  readonly host: string;
  /**
   * The model of the gateway, once its proxies are known to listen for the ports.
   *
   * @throws when one of its proxies' ports is not open
   * @internal
   */
  _egress(what: string, service: IConstruct, ports: readonly PortModel[]): EgressModel;
}
