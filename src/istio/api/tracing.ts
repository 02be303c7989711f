import providerWriters, { type IExtensionProvider } from './provider';
import type { WorkloadMode } from './telemetry';
import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { anyNonEmpty, bool, envName, headerName, percent } from '../write/check';
import { filled, type Json, map, refuse, struct, value } from '../write/json';

/** The value of a trace span tag. */
export class CustomTag extends Value {
  /** A fixed value. */
  public static literal(text: string): CustomTag {
    return new CustomTag({ literal: { value: anyNonEmpty(text, 'CustomTag.literal', 'text') } });
  }

  /** A request header; if missing, the default; without a default, no tag. */
  public static header(name: string, defaultValue?: string): CustomTag {
    return new CustomTag({ header: tagSource(headerName(name, 'CustomTag.header', 'name'), defaultValue) });
  }

  /** An environment variable of the proxy; if missing, the default; without a default, no tag. */
  public static environment(name: string, defaultValue?: string): CustomTag {
    return new CustomTag({ environment: tagSource(envName(name, 'CustomTag.environment', 'name'), defaultValue) });
  }

  /** A string with Envoy's `%…%` operators. */
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
guarded(CustomTag, 'istio.CustomTag');

/** Settings of tracing. */
export interface Tracing {
  /**
   * The requests to which the setting applies; field `match.mode`.
   *
   * @default WorkloadMode.CLIENT_AND_SERVER
   */
  readonly mode?: WorkloadMode;

  /**
   * The providers that receive spans; currently one.
   *
   * @default - the mesh's default
   */
  readonly providers?: IExtensionProvider[];

  /**
   * The percentage of requests that are traced, from 0 to 100 in steps of 0.01.
   *
   * @default - the mesh's setting, which is 1 unless changed
   */
  readonly randomSamplingPercentage?: number;

  /**
   * Do not report spans; the trace context is still propagated.
   *
   * @default false
   */
  readonly disableSpanReporting?: boolean;

  /**
   * Do not propagate the trace context; spans are still reported.
   *
   * @default false
   */
  readonly disableContextPropagation?: boolean;

  /**
   * Base the sampling decision on Envoy's request ID.
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
   * Additional tags, by name.
   *
   * @default - none
   */
  readonly customTags?: { [key: string]: CustomTag };
}

/** A name with an optional default. */
function tagSource(name: string | undefined, defaultValue?: string): Json {
  return defaultValue === undefined ? { name } : { name, defaultValue };
}

const tracingRule = struct<Tracing>((p, at) => {
  if (p.disableSpanReporting && (p.randomSamplingPercentage ?? 0) > 0) {
    refuse(at, 'randomSamplingPercentage has no effect with disableSpanReporting; remove one of them');
  }
  return {
    providers: filled(p.providers, at, 'providers', providerWriters.providerRef),
    randomSamplingPercentage: percent(p.randomSamplingPercentage, at, 'randomSamplingPercentage'),
    disableSpanReporting: bool(p.disableSpanReporting, at, 'disableSpanReporting'),
    disableContextPropagation: bool(p.disableContextPropagation, at, 'disableContextPropagation'),
    useRequestIdForTraceSampling: bool(p.useRequestIdForTraceSampling, at, 'useRequestIdForTraceSampling'),
    enableIstioTags: bool(p.enableIstioTags, at, 'enableIstioTags'),
    customTags: map(p.customTags, at, 'customTags', value),
    match: p.mode && { mode: p.mode },
  };
});

export default tracingRule;
