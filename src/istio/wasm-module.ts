import { envName } from './render/check';
import type { Json } from './render/json';
import { Value } from '../grammar/value';

/** What happens to traffic when a module can't be fetched or fails. */
export enum FailStrategy {
  /** It is refused. */
  FAIL_CLOSE = 'FAIL_CLOSE',

  /** It goes on without the module. */
  FAIL_OPEN = 'FAIL_OPEN',

  /** The module is started anew; until then traffic is refused. */
  FAIL_RELOAD = 'FAIL_RELOAD',
}

/** When a module is fetched. */
export enum ImagePullPolicy {
  /** When it is not there. */
  IF_NOT_PRESENT = 'IfNotPresent',

  /** Each time the configuration changes. */
  ALWAYS = 'Always',
}

/** What kind of filter a module is. */
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

/** A WebAssembly module and its configuration. */
export interface WasmModule {
  /** Where it is: `oci://…` (also without a scheme), `https://…`, `http://…`, `file://…` in the proxy's container. */
  readonly url: string;

  /**
   * Its SHA-256, in lower-case hex, verified after fetching.
   *
   * @default - not verified
   */
  readonly sha256?: string;

  /**
   * When it is fetched.
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
   * The name that the module knows its plugin by (root ID).
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
   * What happens when it fails.
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
   * What kind of filter it is.
   *
   * @default WasmType.HTTP
   */
  readonly type?: WasmType;
}
