import type { Duration } from 'cdk8s';
import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { absolutePath, anyNonEmpty, host as hostName, inHost, inPort, int32, seconds } from '../write/check';
import { constant, type Json, list, refuse, struct } from '../write/json';

/** A probe by an HTTP request. */
export interface HttpProbeOptions {
  /**
   * The path.
   *
   * @default - `/`
   */
  readonly path?: string;

  /**
   * The host to connect to.
   *
   * @default - the settings of the workload
   */
  readonly host?: string;

  /**
   * Http or https.
   *
   * @default ProbeScheme.HTTP
   */
  readonly scheme?: ProbeScheme;

  /**
   * Headers of the request, by name; field `httpHeaders`.
   *
   * @default - none
   */
  readonly headers?: { [key: string]: string };
}

/** The scheme of a probe. */
export enum ProbeScheme {
  /** Plain HTTP. */
  HTTP = 'HTTP',

  /** HTTP over TLS; the certificate is not verified. */
  HTTPS = 'HTTPS',
}

/** Timing and thresholds of a probe. */
export interface ProbeTiming {
  /**
   * The time before the first probe, in whole seconds; field `initialDelaySeconds`.
   *
   * @default - none
   */
  readonly initialDelay?: Duration;

  /**
   * The time for an answer, in whole seconds; field `timeoutSeconds`.
   *
   * @default - 1 s
   */
  readonly timeout?: Duration;

  /**
   * The time between probes, in whole seconds; field `periodSeconds`.
   *
   * @default - 10 s
   */
  readonly period?: Duration;

  /**
   * Number of consecutive successes after which the workload is ready.
   *
   * @default 1
   */
  readonly successThreshold?: number;

  /**
   * Number of consecutive failures after which the workload is no longer ready.
   *
   * @default 3
   */
  readonly failureThreshold?: number;
}

/**
 * Readiness probe of a workload outside Kubernetes.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/workload-group/#ReadinessProbe
 */
export class ReadinessProbe extends Value {
  /** An HTTP request; a status from 200 to 399 is a success. */
  public static http(port: number, options: HttpProbeOptions = {}, timing: ProbeTiming = {}): ReadinessProbe {
    return new ReadinessProbe({ httpGet: { port: inPort(port, 'ReadinessProbe.http', 'port'), ...httpProbeOptions(options, '', 'ReadinessProbe.http') } }, timing);
  }

  /** A TCP connection. */
  public static tcp(port: number, timing: ProbeTiming = {}, host?: string): ReadinessProbe {
    const tcpSocket: Json = { port: inPort(port, 'ReadinessProbe.tcp', 'port') };
    if (host !== undefined) {
      tcpSocket.host = inHost(host, 'ReadinessProbe.tcp', 'host');
    }
    return new ReadinessProbe({ tcpSocket }, timing);
  }

  /** A command; exit code 0 is a success. */
  public static exec(command: string[], timing: ProbeTiming = {}): ReadinessProbe {
    if (command.length === 0) {
      throw new Error('ReadinessProbe.exec: command must not be empty, got: []');
    }
    return new ReadinessProbe({ exec: { command: list(command, 'ReadinessProbe.exec', 'command', anyNonEmpty) } }, timing);
  }

  /** The gRPC health service. */
  public static grpc(port: number, timing: ProbeTiming = {}, service?: string): ReadinessProbe {
    const grpc: Json = { port: inPort(port, 'ReadinessProbe.grpc', 'port') };
    if (service !== undefined) {
      grpc.service = service;
    }
    return new ReadinessProbe({ grpc }, timing);
  }

  private readonly json: Json;

  private constructor(probe: Json, timing: ProbeTiming) {
    super();
    this.json = { ...probe, ...probeTiming(timing, '', 'ReadinessProbe') };
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(ReadinessProbe, 'istio.ReadinessProbe');

const httpProbeOptions = struct<HttpProbeOptions>((p, at) => {
  Object.keys(p.headers ?? {}).forEach((key) => {
    if (!/^[-_A-Za-z0-9]+$/.test(key)) {
      refuse(at, `the name of a header must consist of letters, digits, '-' and '_', got: '${key}'`);
    }
  });
  return {
    path: absolutePath(p.path, at, 'path'),
    host: hostName(p.host, at, 'host'),
    scheme: constant(p.scheme, at, 'scheme'),
    httpHeaders: p.headers && Object.entries(p.headers).map(([name, content]) => ({ name, value: content })),
  };
});

const probeTiming = struct<ProbeTiming>((p, at) => ({
  initialDelaySeconds: seconds(p.initialDelay, at, 'initialDelay'),
  timeoutSeconds: seconds(p.timeout, at, 'timeout'),
  periodSeconds: seconds(p.period, at, 'period'),
  successThreshold: int32(p.successThreshold, at, 'successThreshold'),
  failureThreshold: int32(p.failureThreshold, at, 'failureThreshold'),
}));
