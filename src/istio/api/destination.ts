import type { IConstruct } from 'constructs';
import { Host } from './host';
import { guarded } from '../../guard/guard';
import * as check from '../write/check';
import { type At, type Json, path, struct } from '../write/json';

/** Options that select a subset or a port of a host. */
export interface DestinationOptions {
  /**
   * The subset of the host's endpoints, by its name in the DestinationRule for the host.
   *
   * @default - every endpoint of the host
   */
  readonly subset?: string;

  /**
   * The port of the service.
   *
   * @default - the port of the request, or the only port of the host
   */
  readonly port?: number;
}

/** A destination of traffic, as plain values. */
export interface DestinationConfig {
  /** The host in the service registry; a short name is resolved in the namespace of the object that uses it. */
  readonly host: string;

  /**
   * The subset of the host's endpoints.
   *
   * @default - every endpoint
   */
  readonly subset?: string;

  /**
   * The port of the service.
   *
   * @default - the port of the request, or the only port of the host
   */
  readonly port?: number;
}

/** A destination of traffic: a `Destination`, a `Subset` of a DestinationRule, or a `ServiceEntry`. */
export interface IDestination {
  /** Returns the destination as plain values. */
  toDestinationConfig(): DestinationConfig;
}

/**
 * A host as a destination of traffic.
 *
 * @example
 * mesh.istio.Destination.host('reviews.bookinfo.svc.cluster.local', { subset: 'v2', port: 9080 });
 */
export class Destination implements IDestination {
  /** A host of the service registry: a Kubernetes service or a host of a ServiceEntry. */
  public static host(host: string, options: DestinationOptions = {}): Destination {
    return new Destination({ host, ...options });
  }

  /** A Kubernetes Service of this app: a cdk8s-plus Service or an `ApiObject`. */
  public static service(service: IConstruct, options: DestinationOptions = {}): Destination {
    return new Destination({ host: Host.of(service), ...options });
  }

  /** Returns a destination on a port of its service. */
  public static port(destination: IDestination, port: number): Destination {
    return new Destination({ ...destination.toDestinationConfig(), port });
  }

  private constructor(private readonly config: DestinationConfig) {
    destinationConfig(config, '', 'Destination');
  }

  /** Returns the destination as plain values. */
  public toDestinationConfig(): DestinationConfig {
    return this.config;
  }
}
guarded(Destination, 'istio.Destination');

const destinationConfig = struct<DestinationConfig>((p, at) => ({
  host: check.host(p.host, at, 'host'),
  subset: check.label(p.subset, at, 'subset'),
  port: check.portReference(p.port, at, 'port'),
}));

/** A destination, from any of its forms. */
function destinationOf(item: IDestination | undefined, at: At, field: string): Json | undefined {
  if (item === undefined || item === null) {
    return undefined;
  }
  if (typeof item.toDestinationConfig !== 'function') {
    throw new Error(`${path(at, field)} must be a Destination, a Subset or a ServiceEntry, got: ${JSON.stringify(item)}`);
  }
  return destinationConfig(item.toDestinationConfig(), at, field);
}

export default destinationOf;
