import type { IConstruct } from 'constructs';
import { Host } from './host';
import { destinationConfig } from './render/destination';

/** What of a host is meant. */
export interface DestinationOptions {
  /**
   * The subset, as the host's DestinationRule names it.
   *
   * @default - every endpoint of the host
   */
  readonly subset?: string;

  /**
   * The port of the service.
   *
   * @default - the port that the request came in on, or the host's only one
   */
  readonly port?: number;
}

/** A place to send traffic to, in plain values. */
export interface DestinationConfig {
  /** The host, as the service registry knows it; a short name is completed with the namespace of the object that uses it. */
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
   * @default - the port that the request came in on, or the host's only one
   */
  readonly port?: number;
}

/** Anything that traffic can be sent to: a `Destination`, a `Subset` of a DestinationRule, a `ServiceEntry`. */
export interface IDestination {
  /** Says where in plain values. */
  toDestinationConfig(): DestinationConfig;
}

/**
 * A host that traffic can be sent to.
 *
 * @example
 * mesh.istio.Destination.host('reviews.bookinfo.svc.cluster.local', { subset: 'v2', port: 9080 });
 */
export class Destination implements IDestination {
  /** A host of the service registry: a Kubernetes service or a host of a ServiceEntry. */
  public static host(host: string, options: DestinationOptions = {}): Destination {
    return new Destination({ host, ...options });
  }

  /** A Kubernetes Service of this app: of cdk8s-plus, or an `ApiObject`. */
  public static service(service: IConstruct, options: DestinationOptions = {}): Destination {
    return new Destination({ host: Host.of(service), ...options });
  }

  /** Another destination, at a port of its service. */
  public static port(destination: IDestination, port: number): Destination {
    return new Destination({ ...destination.toDestinationConfig(), port });
  }

  private constructor(private readonly config: DestinationConfig) {
    destinationConfig(config, '', 'Destination');
  }

  /** Says where in plain values. */
  public toDestinationConfig(): DestinationConfig {
    return this.config;
  }
}
