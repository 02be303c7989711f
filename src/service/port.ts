import * as names from '../grammar/names';
import { guarded } from '../guard/guard';
import type { PortModel, ProtocolModel } from '../model/service';

/** Options of a port. */
export interface ServicePortOptions {
  /**
   * Name of the port.
   *
   * @default - the protocol, followed by the port number if that name is taken
   */
  readonly name?: string;
  /**
   * Port on which the workload behind the service listens.
   *
   * @default - the same as the service's
   */
  readonly targetPort?: number;
}

/**
 * A port of a service with its protocol. The protocol decides what a proxy can do: it sees requests of HTTP and gRPC, and for everything else only
 * connections.
 *
 * @see https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
export class ServicePort {
  /** HTTP/1.1 (and HTTP/2, if both sides support it). */
  public static http(port: number, options: ServicePortOptions = {}): ServicePort {
    return new ServicePort('http', port, options);
  }

  /** Plaintext HTTP/2. */
  public static http2(port: number, options: ServicePortOptions = {}): ServicePort {
    return new ServicePort('http2', port, options);
  }

  /** gRPC. */
  public static grpc(port: number, options: ServicePortOptions = {}): ServicePort {
    return new ServicePort('grpc', port, options);
  }

  /** gRPC for browsers. */
  public static grpcWeb(port: number, options: ServicePortOptions = {}): ServicePort {
    return new ServicePort('grpc-web', port, options);
  }

  /** HTTPS that the workload itself terminates; a proxy sees only the server name. */
  public static https(port: number, options: ServicePortOptions = {}): ServicePort {
    return new ServicePort('https', port, options);
  }

  /** TLS that the workload itself terminates. */
  public static tls(port: number, options: ServicePortOptions = {}): ServicePort {
    return new ServicePort('tls', port, options);
  }

  /** TCP. */
  public static tcp(port: number, options: ServicePortOptions = {}): ServicePort {
    return new ServicePort('tcp', port, options);
  }

  /** MongoDB. */
  public static mongo(port: number, options: ServicePortOptions = {}): ServicePort {
    return new ServicePort('mongo', port, options);
  }

  /** Redis. Treated as TCP unless the control plane enables the protocol. */
  public static redis(port: number, options: ServicePortOptions = {}): ServicePort {
    return new ServicePort('redis', port, options);
  }

  /** MySQL. Treated as TCP unless the control plane enables the protocol. */
  public static mysql(port: number, options: ServicePortOptions = {}): ServicePort {
    return new ServicePort('mysql', port, options);
  }

  /** UDP, which bypasses the proxy. */
  public static udp(port: number, options: ServicePortOptions = {}): ServicePort {
    return new ServicePort('udp', port, options);
  }

  /** @internal */
  public static _of(protocol: ProtocolModel, port: number, name: string | undefined): ServicePort {
    return BY_PROTOCOL[protocol](port, { name });
  }

  /** Number of the port. */
  public readonly port: number;

  private constructor(private readonly protocol: ProtocolModel, port: number, private readonly options: ServicePortOptions) {
    this.port = names.port(`ServicePort: the ${protocol} port`, port);
    if (options.targetPort !== undefined) {
      names.port(`ServicePort: the targetPort of port ${port}`, options.targetPort);
    }
    if (options.name !== undefined) {
      names.dnsLabel(`ServicePort: the name of port ${port}`, options.name);
    }
  }

  /** @internal */
  public get _protocol(): ProtocolModel {
    return this.protocol;
  }

  /** @internal */
  public get _targetPort(): number | undefined {
    return this.options.targetPort;
  }

  /** @internal */
  public _model(taken: ReadonlySet<string>): PortModel {
    const name = this.options.name ?? (taken.has(this.protocol) ? `${this.protocol}-${this.port}` : this.protocol);
    return { name, port: this.port, protocol: this.protocol, targetPort: this.options.targetPort };
  }
}
guarded(ServicePort, 'ServicePort');

/** @internal */
export function portModels(what: string, ports: readonly ServicePort[]): readonly PortModel[] {
  const taken = new Set<string>();
  const numbers = new Set<string>();
  return ports.map((p) => {
    const model = p._model(taken);
    if (taken.has(model.name)) {
      throw new Error(`${what} has two ports named '${model.name}'; rename one of them`);
    }
    const number = `${model.port}/${model.protocol === 'udp' ? 'UDP' : 'TCP'}`;
    if (numbers.has(number)) {
      throw new Error(`${what} has port ${model.port} twice; remove one`);
    }
    taken.add(model.name);
    numbers.add(number);
    return model;
  });
}

const BY_PROTOCOL: { readonly [P in ProtocolModel]: (port: number, o: { name?: string; targetPort?: number }) => ServicePort } = {
  'http': ServicePort.http,
  'http2': ServicePort.http2,
  'grpc': ServicePort.grpc,
  'grpc-web': ServicePort.grpcWeb,
  'https': ServicePort.https,
  'tls': ServicePort.tls,
  'tcp': ServicePort.tcp,
  'mongo': ServicePort.mongo,
  'redis': ServicePort.redis,
  'mysql': ServicePort.mysql,
  'udp': ServicePort.udp,
};

/**
 * The protocol in the name or the appProtocol of a Kubernetes Service port; undefined if there is none.
 *
 * @internal
 */
export function declaredProtocol(p: { readonly name?: string; readonly appProtocol?: string; readonly protocol?: string }): ProtocolModel | undefined {
  if (p.protocol === 'UDP') return 'udp';
  const declared = (p.appProtocol ?? p.name ?? '').toLowerCase().replace('kubernetes.io/h2c', 'http2');
  return (Object.keys(BY_PROTOCOL) as ProtocolModel[]).sort((a, b) => b.length - a.length).find((k) => declared === k || declared.startsWith(`${k}-`));
}
