import type { IExtensionProvider } from './provider';
import { anyNonEmpty, envName, headerName } from './render/check';
import type { Json } from './render/json';
import { tagSource } from './render/tracing';
import type { WorkloadMode } from './telemetry';
import { Value } from '../grammar/value';

/** A tag of trace spans: where its value comes from. */
export class CustomTag extends Value {
  /** A fixed value. */
  public static literal(text: string): CustomTag {
    return new CustomTag({ literal: { value: anyNonEmpty(text, 'CustomTag.literal', 'text') } });
  }

  /** A request header; without it the default, without a default no tag. */
  public static header(name: string, defaultValue?: string): CustomTag {
    return new CustomTag({ header: tagSource(headerName(name, 'CustomTag.header', 'name'), defaultValue) });
  }

  /** An environment variable of the proxy; without it the default, without a default no tag. */
  public static environment(name: string, defaultValue?: string): CustomTag {
    return new CustomTag({ environment: tagSource(envName(name, 'CustomTag.environment', 'name'), defaultValue) });
  }

  /** A text with Envoy's `%…%` operators. */
  public static formatter(format: string): CustomTag {
    return new CustomTag({ formatter: { value: anyNonEmpty(format, 'CustomTag.formatter', 'format') } });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}

/** Trace spans: who gets them, how many, what is in them. */
export interface Tracing {
  /**
   * The requests that it is about; field `match.mode`.
   *
   * @default WorkloadMode.CLIENT_AND_SERVER
   */
  readonly mode?: WorkloadMode;

  /**
   * Who gets the spans; today one.
   *
   * @default - the mesh's default
   */
  readonly providers?: IExtensionProvider[];

  /**
   * How many requests are traced, in percent, from 0 to 100 in steps of 0.01.
   *
   * @default - the mesh's setting, which is 1 unless changed
   */
  readonly randomSamplingPercentage?: number;

  /**
   * Report no spans; the context is still handed on.
   *
   * @default false
   */
  readonly disableSpanReporting?: boolean;

  /**
   * Don't hand the context on; spans are still reported.
   *
   * @default false
   */
  readonly disableContextPropagation?: boolean;

  /**
   * Let Envoy's request ID decide about sampling.
   *
   * @default true
   */
  readonly useRequestIdForTraceSampling?: boolean;

  /**
   * Add Istio's own tags.
   *
   * @default true
   */
  readonly enableIstioTags?: boolean;

  /**
   * Further tags, by name.
   *
   * @default - none
   */
  readonly customTags?: { [key: string]: CustomTag };
}
