import type { ClientTls } from './client-tls';
import type { CustomTag } from './tracing';
import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { bool, hostPort, percent, uint32 } from '../write/check';
import { type Json, map, refuse, struct, value } from '../write/json';

/** The name of a workload in traces. */
export enum TracingServiceName {
  /** The workload's label `app` and its namespace. */
  APP_LABEL_AND_NAMESPACE = 'APP_LABEL_AND_NAMESPACE',

  /** The workload's canonical name. */
  CANONICAL_NAME_ONLY = 'CANONICAL_NAME_ONLY',

  /** The workload's canonical name and its namespace. */
  CANONICAL_NAME_AND_NAMESPACE = 'CANONICAL_NAME_AND_NAMESPACE',
}

/** The tracing backend of proxies, outside the service registry. Prefer extension providers. */
export class Tracer extends Value {
  /** Zipkin, at `host:port`. */
  public static zipkin(address: string): Tracer {
    return new Tracer({ zipkin: { address: tracerAddress(address) } });
  }

  /** An agent of Datadog, at `host:port`; `$(HOST_IP)` is the node's address. */
  public static datadog(address: string): Tracer {
    return new Tracer({ datadog: { address: tracerAddress(address) } });
  }

  /** Google Cloud Trace. */
  public static stackdriver(): Tracer {
    return new Tracer({ stackdriver: {} });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(Tracer, 'istio.Tracer');

/** Traces of proxies. */
export interface ProxyTracing {
  /**
   * The backend; fields `zipkin`, `datadog`, `stackdriver`.
   *
   * @default - none; see Telemetry
   */
  readonly tracer?: Tracer;

  /**
   * The percentage of requests that are traced.
   *
   * @default 1
   */
  readonly sampling?: number;

  /**
   * Maximum length of the path in a span's URL tag.
   *
   * @default 256
   */
  readonly maxPathTagLength?: number;

  /**
   * Additional tags, by name; formatters are not supported.
   *
   * @default - none
   */
  readonly customTags?: { [key: string]: CustomTag };

  /**
   * TLS settings of the connection to the backend; field `tlsSettings`.
   *
   * @default - no TLS
   */
  readonly tls?: ClientTls;

  /**
   * Add Istio's own tags.
   *
   * @default true
   */
  readonly enableIstioTags?: boolean;
}

/** The address of a tracing backend. */
function tracerAddress(address: string): string {
  hostPort(address.replace('$(HOST_IP)', '127.0.0.1'), 'Tracer', 'address');
  return address;
}

const proxyTracing = struct<ProxyTracing>((p, at) => {
  for (const [name, tag] of Object.entries(p.customTags ?? {})) {
    if ('formatter' in tag._render()) {
      refuse(at, `the tag '${name}' has a formatter, which Istio supports only in a Telemetry; move the tag there`);
    }
  }
  return {
    sampling: percent(p.sampling, at, 'sampling'),
    maxPathTagLength: uint32(p.maxPathTagLength, at, 'maxPathTagLength'),
    customTags: map(p.customTags, at, 'customTags', value),
    tlsSettings: value(p.tls, at, 'tls'),
    enableIstioTags: bool(p.enableIstioTags, at, 'enableIstioTags'),
    ...p.tracer?._render(),
  };
});

export default proxyTracing;
