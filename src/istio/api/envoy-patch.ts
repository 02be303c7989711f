import { Value } from '../../grammar/value';
import { guarded } from '../../guard/guard';
import type { Json } from '../write/json';

/** Position of a filter relative to Istio's own filters. */
export enum FilterClass {
  /** No fixed position. */
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
  /** Merges an object into the existing configuration. */
  public static merge(config: any): EnvoyPatch {
    return new EnvoyPatch('MERGE', config);
  }

  /** Merges an object into the existing configuration; lists are replaced. */
  public static mergeAndReplaceList(config: any): EnvoyPatch {
    return new EnvoyPatch('MERGE_AND_REPLACE_LIST', config);
  }

  /** Adds an object, such as a listener, a cluster, a virtual host, or a filter that Istio positions. */
  public static add(config: any, filterClass?: FilterClass): EnvoyPatch {
    return new EnvoyPatch('ADD', config, filterClass);
  }

  /** Removes the matched object. */
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
guarded(EnvoyPatch, 'istio.EnvoyPatch');
