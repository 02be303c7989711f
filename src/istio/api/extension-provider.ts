import accessLogProviderWriters, { type FileAccessLogOptions, type HttpAccessLogOptions, type OpenTelemetryAccessLogOptions, type TcpAccessLogOptions } from './access-log-provider';
import externalAuthorizationWriters, { type ExternalAuthorizationOptions, type HttpExternalAuthorizationOptions } from './external-authorization';
import type { IExtensionProvider } from './provider';
import tracingProviderWriters, { type OpenTelemetryOptions, type SkyWalkingOptions, type StackdriverOptions, type TracingProviderOptions, type ZipkinOptions } from './tracing-provider';
import { guarded } from '../../guard/guard';
import { anyNonEmpty, inPort, providerService } from '../write/check';
import type { Json } from '../write/json';

/**
 * A service that proxies integrate with, by the name that Telemetry and AuthorizationPolicy objects refer to. A service is a
 * host of the service registry, or `namespace/host` if that is ambiguous.
 *
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ExtensionProvider
 *
 * @example
 * const otel = mesh.istio.ExtensionProvider.openTelemetry('otel', 'collector.observability.svc.cluster.local', 4317);
 * const config: mesh.istio.MeshConfig = { extensionProviders: [otel], defaultProviders: { tracing: [otel] } };
 */
export class ExtensionProvider implements IExtensionProvider {
  /** An external authorizer over HTTP. */
  public static httpExternalAuthorization(
    providerName: string, service: string, port: number, options: HttpExternalAuthorizationOptions = {},
  ): ExtensionProvider {
    return new ExtensionProvider(providerName, 'envoyExtAuthzHttp', serviceAt(service, port), externalAuthorizationWriters.httpExternalAuthorizationOptions(options, '', providerName));
  }

  /** An external authorizer over gRPC. */
  public static grpcExternalAuthorization(
    providerName: string, service: string, port: number, options: ExternalAuthorizationOptions = {},
  ): ExtensionProvider {
    return new ExtensionProvider(providerName, 'envoyExtAuthzGrpc', serviceAt(service, port), externalAuthorizationWriters.externalAuthorizationOptions(options, '', providerName));
  }

  /** A tracing backend for OpenTelemetry's protocol (OTLP). */
  public static openTelemetry(providerName: string, service: string, port: number, options: OpenTelemetryOptions = {}): ExtensionProvider {
    return new ExtensionProvider(providerName, 'opentelemetry', serviceAt(service, port), tracingProviderWriters.openTelemetryOptions(options, '', providerName));
  }

  /** A tracing backend with Zipkin's API. */
  public static zipkin(providerName: string, service: string, port: number, options: ZipkinOptions = {}): ExtensionProvider {
    return new ExtensionProvider(providerName, 'zipkin', serviceAt(service, port), tracingProviderWriters.zipkinOptions(options, '', providerName));
  }

  /** A Datadog agent. */
  public static datadog(providerName: string, service: string, port: number, options: TracingProviderOptions = {}): ExtensionProvider {
    return new ExtensionProvider(providerName, 'datadog', serviceAt(service, port), tracingProviderWriters.tracingProviderOptions(options, '', providerName));
  }

  /** An Apache SkyWalking tracing backend. */
  public static skyWalking(providerName: string, service: string, port: number, options: SkyWalkingOptions = {}): ExtensionProvider {
    return new ExtensionProvider(providerName, 'skywalking', serviceAt(service, port), tracingProviderWriters.skyWalkingOptions(options, '', providerName));
  }

  /** Google Cloud's tracing and logging. */
  public static stackdriver(providerName: string, options: StackdriverOptions = {}): ExtensionProvider {
    return new ExtensionProvider(providerName, 'stackdriver', {}, tracingProviderWriters.stackdriverOptions(options, '', providerName));
  }

  /** Metrics for Prometheus. */
  public static prometheus(providerName: string): ExtensionProvider {
    return new ExtensionProvider(providerName, 'prometheus', {}, {});
  }

  /** Access logs to a file or a stream. */
  public static fileAccessLog(providerName: string, options: FileAccessLogOptions = {}): ExtensionProvider {
    return new ExtensionProvider(providerName, 'envoyFileAccessLog', {}, accessLogProviderWriters.fileAccessLogOptions(options, '', providerName));
  }

  /** Access logs of HTTP requests to Envoy's Access Log Service. */
  public static httpAccessLog(providerName: string, service: string, port: number, options: HttpAccessLogOptions = {}): ExtensionProvider {
    return new ExtensionProvider(providerName, 'envoyHttpAls', serviceAt(service, port), accessLogProviderWriters.httpAccessLogOptions(options, '', providerName));
  }

  /** Access logs of TCP connections to Envoy's Access Log Service. */
  public static tcpAccessLog(providerName: string, service: string, port: number, options: TcpAccessLogOptions = {}): ExtensionProvider {
    return new ExtensionProvider(providerName, 'envoyTcpAls', serviceAt(service, port), accessLogProviderWriters.tcpAccessLogOptions(options, '', providerName));
  }

  /** Access logs over OpenTelemetry's protocol (OTLP). */
  public static openTelemetryAccessLog(
    providerName: string, service: string, port: number, options: OpenTelemetryAccessLogOptions = {},
  ): ExtensionProvider {
    return new ExtensionProvider(providerName, 'envoyOtelAls', serviceAt(service, port), accessLogProviderWriters.openTelemetryAccessLogOptions(options, '', providerName));
  }

  /** A source of certificates (SDS); servers refer to it as `sds://PROVIDER`. */
  public static sds(providerName: string, service: string, port: number, sdsName?: string): ExtensionProvider {
    return new ExtensionProvider(providerName, 'sds', serviceAt(service, port), sdsName === undefined ? {} : { name: sdsName });
  }

  private readonly json: Json;

  private constructor(
    /** The name of the provider in the mesh config. */
    public readonly providerName: string, kind: string, address: Json, options: Json | undefined,
  ) {
    this.json = { name: anyNonEmpty(providerName, 'ExtensionProvider', 'providerName'), [kind]: { ...address, ...options } };
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(ExtensionProvider, 'istio.ExtensionProvider');

/** The host and port of a provider's service. */
function serviceAt(service: string, portNumber: number): Json {
  return { service: providerService(service, 'ExtensionProvider', 'service'), port: inPort(portNumber, 'ExtensionProvider', 'port') };
}
