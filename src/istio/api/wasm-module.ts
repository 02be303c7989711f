import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import { dnsName, envName, freeForm, text } from '../write/check';
import { type At, constant, type Json, list, path, refuse, struct, value } from '../write/json';

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

const wasmModule = struct<WasmModule>((p, at) => {
  if (p.sha256 !== undefined && !/^[a-f0-9]{64}$/.test(p.sha256)) {
    refuse(at, `sha256 must be 64 lower-case hex digits, got: '${p.sha256}'`);
  }
  return {
    url: wasmUrl(p.url, at, 'url'),
    sha256: text(p.sha256, at, 'sha256'),
    imagePullPolicy: constant(p.imagePullPolicy, at, 'imagePullPolicy'),
    imagePullSecret: dnsName(p.imagePullSecret, at, 'imagePullSecret'),
    pluginName: text(p.pluginName, at, 'pluginName'),
    pluginConfig: freeForm(p.pluginConfig, at, 'pluginConfig'),
    failStrategy: constant(p.failStrategy, at, 'failStrategy'),
    type: constant(p.type, at, 'type'),
    vmConfig: p.env && { env: list(p.env, at, 'env', value) },
  };
});

/** The URL of a module. */
function wasmUrl(url: string | undefined, at: At, field: string): string | undefined {
  const found = text(url, at, field);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(found ?? '');
  if (scheme && !['oci', 'http', 'https', 'file'].includes(scheme[1])) {
    throw new Error(`${path(at, field)} must have the scheme oci, http, https or file, got: '${found}'`);
  }
  return found;
}

export default wasmModule;
