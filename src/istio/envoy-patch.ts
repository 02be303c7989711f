import type { Json } from './render/json';
import { Value } from '../grammar/value';

/** Where a filter comes among Istio's own. */
export enum FilterClass {
  /** Wherever it falls. */
  UNSPECIFIED = 'UNSPECIFIED',

  /** After authentication. */
  AUTHN = 'AUTHN',

  /** After authorization. */
  AUTHZ = 'AUTHZ',

  /** Before the statistics. */
  STATS = 'STATS',
}

/** A change to Envoy's configuration. */
export class EnvoyPatch extends Value {
  /** Merges an object into what is there. */
  public static merge(config: any): EnvoyPatch {
    return new EnvoyPatch('MERGE', config);
  }

  /** Merges an object into what is there, its lists replacing those there. */
  public static mergeAndReplaceList(config: any): EnvoyPatch {
    return new EnvoyPatch('MERGE_AND_REPLACE_LIST', config);
  }

  /** Adds an object: a listener, a cluster, a virtual host, a filter that Istio finds a place for. */
  public static add(config: any, filterClass?: FilterClass): EnvoyPatch {
    return new EnvoyPatch('ADD', config, filterClass);
  }

  /** Takes out what is there. */
  public static remove(): EnvoyPatch {
    return new EnvoyPatch('REMOVE');
  }

  /** Puts a filter or route before the one that matches. */
  public static insertBefore(config: any, filterClass?: FilterClass): EnvoyPatch {
    return new EnvoyPatch('INSERT_BEFORE', config, filterClass);
  }

  /** Puts a filter or route after the one that matches. */
  public static insertAfter(config: any, filterClass?: FilterClass): EnvoyPatch {
    return new EnvoyPatch('INSERT_AFTER', config, filterClass);
  }

  /** Puts a filter or route before all others. */
  public static insertFirst(config: any, filterClass?: FilterClass): EnvoyPatch {
    return new EnvoyPatch('INSERT_FIRST', config, filterClass);
  }

  /** Replaces a filter. */
  public static replace(config: any): EnvoyPatch {
    return new EnvoyPatch('REPLACE', config);
  }

  private readonly json: Json;

  private constructor(operation: string, config?: any, filterClass?: FilterClass) {
    super();
    this.json = { operation };
    if (operation !== 'REMOVE') {
      if (typeof config !== 'object' || config === null || Array.isArray(config)) {
        throw new Error(`EnvoyPatch: config must be an Envoy configuration object, got: ${JSON.stringify(config)}`);
      }
      this.json.value = config;
    }
    if (filterClass !== undefined) {
      this.json.filterClass = filterClass;
    }
  }

  /** @internal */
  public _render(): Json {
    return this.json;
  }
}
