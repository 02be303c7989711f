import { guarded } from '../guard/guard';
import { envName } from './render/check';
import type { Json } from './render/json';
import { Value } from '../grammar/value';

/** How traffic is handled if a module can't be fetched or fails. */
export enum FailStrategy {
  /** Refuse the traffic. */
  FAIL_CLOSE = 'FAIL_CLOSE',

  /** Skip the module. */
  FAIL_OPEN = 'FAIL_OPEN',

  /** Reload the module; until then, refuse traffic. */
  FAIL_RELOAD = 'FAIL_RELOAD',
}

/** When a module is fetched. */
export enum ImagePullPolicy {
  /** Only if the module is not present. */
  IF_NOT_PRESENT = 'IfNotPresent',

  /** Each time the configuration changes. */
  ALWAYS = 'Always',
}

/** The filter type of a module. */
export enum WasmType {
  /** A filter of HTTP requests. */
  HTTP = 'HTTP',

  /** A filter of connections. */
  NETWORK = 'NETWORK',
}

/** An environment variable of a WebAssembly module. */
export class WasmEnv extends Value {
  /** A fixed value. */
  public static inline(name: string, content: string): WasmEnv {
    return new WasmEnv({ name: envName(name, 'WasmEnv', 'name'), value: content, valueFrom: 'INLINE' });
  }

  /** The value that the variable has in the proxy's container. */
  public static fromHost(name: string): WasmEnv {
    return new WasmEnv({ name: envName(name, 'WasmEnv', 'name'), valueFrom: 'HOST' });
  }

  private constructor(private readonly json: Json) {
    super();
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
guarded(WasmEnv, 'istio.WasmEnv');

/** A WebAssembly module and its configuration. */
export interface WasmModule {
  /** URL of the module: `oci://…` (the default scheme), `https://…`, `http://…`, `file://…` in the proxy's container. */
  readonly url: string;

  /**
   * SHA-256 of the module, in lower-case hex, verified after fetching.
   *
   * @default - not verified
   */
  readonly sha256?: string;

  /**
   * When the module is fetched.
   *
   * @default - IfNotPresent, and Always for the tag `latest`
   */
  readonly imagePullPolicy?: ImagePullPolicy;

  /**
   * The Secret of the namespace that images are pulled with.
   *
   * @default - none
   */
  readonly imagePullSecret?: string;

  /**
   * The name of the plugin in the module (root ID).
   *
   * @default - none
   */
  readonly pluginName?: string;

  /**
   * The configuration of the plugin, a JSON object.
   *
   * @default - none
   */
  readonly pluginConfig?: any;

  /**
   * How traffic is handled if the module fails.
   *
   * @default FailStrategy.FAIL_CLOSE
   */
  readonly failStrategy?: FailStrategy;

  /**
   * Environment variables of the module; field `vmConfig.env`.
   *
   * @default - none
   */
  readonly env?: WasmEnv[];

  /**
   * The filter type.
   *
   * @default WasmType.HTTP
   */
  readonly type?: WasmType;
}
