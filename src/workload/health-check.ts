import type { Duration } from 'cdk8s';
import * as names from '../grammar/names';
import { Value } from '../grammar/value';
import { guarded } from '../guard/guard';
import type { ProbeModel } from '../model/service';

/** Timing of a container's probes. */
export interface HealthCheckOptions {
  /**
   * Time before the first probe; whole seconds.
   *
   * @default - none
   */
  readonly initialDelay?: Duration;
  /**
   * Time between probes; whole seconds.
   *
   * @default 10 seconds
   */
  readonly period?: Duration;
}

/** Health check of a container: used as its readiness and its liveness probe. */
export class HealthCheck extends Value {
  /** An HTTP GET is answered with 200 to 399. */
  public static http(port: number, path: string, options: HealthCheckOptions = {}): HealthCheck {
    return HealthCheck.make({ kind: 'http', port: names.port('HealthCheck.http: port', port), path: names.path('HealthCheck.http: path', path) }, options);
  }

  /** The gRPC health service answers SERVING. */
  public static grpc(port: number, options: HealthCheckOptions = {}): HealthCheck {
    return HealthCheck.make({ kind: 'grpc', port: names.port('HealthCheck.grpc: port', port) }, options);
  }

  /** A TCP connection succeeds. */
  public static tcp(port: number, options: HealthCheckOptions = {}): HealthCheck {
    return HealthCheck.make({ kind: 'tcp', port: names.port('HealthCheck.tcp: port', port) }, options);
  }

  /** A command in the container exits with 0. */
  public static command(command: string[], options: HealthCheckOptions = {}): HealthCheck {
    return HealthCheck.make({ kind: 'exec', command }, options);
  }

  private static make(model: ProbeModel, options: HealthCheckOptions): HealthCheck {
    return new HealthCheck({
      ...model,
      initialDelaySeconds: options.initialDelay?.toSeconds(),
      periodSeconds: options.period?.toSeconds(),
    });
  }

  private constructor(private readonly model: ProbeModel) {
    super();
  }

  /** @internal */
  public _model(): ProbeModel {
    return this.model;
  }
}
guarded(HealthCheck, 'HealthCheck');
