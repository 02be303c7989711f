import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { anyNonEmpty, dnsLabel, inCidr, inHost, inPort } from '../write/check';
import { type Json, list, map, struct, value } from '../write/json';

/** The endpoints of a network. */
export class NetworkEndpoints extends Value {
  /** Endpoints with an address in a CIDR range. */
  public static fromCidr(block: string): NetworkEndpoints {
    return new NetworkEndpoints({ fromCidr: inCidr(block, 'NetworkEndpoints.fromCidr', 'block') });
  }

  /** Endpoints of a service registry: a cluster, by its name in the mesh. */
  public static fromRegistry(cluster: string): NetworkEndpoints {
    return new NetworkEndpoints({ fromRegistry: dnsLabel(cluster, 'NetworkEndpoints.fromRegistry', 'cluster') });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(NetworkEndpoints, 'istio.NetworkEndpoints');

/** A gateway for traffic into a network. */
export class NetworkGateway extends Value {
  /** At an IP address, or a DNS name if istiod resolves it (`RESOLVE_HOSTNAME_GATEWAYS`). */
  public static address(address: string, port: number = 15443, locality?: string): NetworkGateway {
    return NetworkGateway.of({ address: inHost(address, 'NetworkGateway.address', 'address') }, port, locality);
  }

  /** The gateway's Service in the network, by its fully qualified host name. */
  public static service(host: string, port: number = 15443, locality?: string): NetworkGateway {
    return NetworkGateway.of({ registryServiceName: inHost(host, 'NetworkGateway.service', 'host') }, port, locality);
  }

  private static of(json: Json, port: number, locality?: string): NetworkGateway {
    json.port = inPort(port, 'NetworkGateway', 'port');
    if (locality !== undefined) {
      json.locality = anyNonEmpty(locality, 'NetworkGateway', 'locality');
    }
    return new NetworkGateway(json);
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(NetworkGateway, 'istio.NetworkGateway');

/** A network: endpoints that reach each other directly, and the gateways for traffic from other networks. */
export interface MeshNetwork {
  /** The endpoints. */
  readonly endpoints: NetworkEndpoints[];

  /** The gateways; empty if other networks can't reach it. */
  readonly gateways: NetworkGateway[];
}

/**
 * The networks of a mesh.
 *
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshNetworks
 */
export interface MeshNetworks {
  /** The networks, by name. */
  readonly networks: { [key: string]: MeshNetwork };
}

const meshNetwork = struct<MeshNetwork>((p, at) => ({
  endpoints: list(p.endpoints, at, 'endpoints', value),
  gateways: list(p.gateways, at, 'gateways', value),
}));

const meshNetworks = struct<MeshNetworks>((p, at) => ({
  networks: map(p.networks, at, 'networks', meshNetwork),
}));

export default meshNetworks;
