import type { LabelSelector } from './label-selector';

/** Settings of services. */
export interface ServiceSettings {
  /** The services, by host names; wildcards allowed. */
  readonly hosts: string[];

  /** Do requests stay in the caller's cluster? Field `settings.clusterLocal`. */
  readonly clusterLocal: boolean;
}

/** From where a service can be reached, in ambient mode over several clusters. */
export enum ServiceScope {
  /** From its own cluster. */
  LOCAL = 'LOCAL',

  /** From all clusters. */
  GLOBAL = 'GLOBAL',
}

/** From where services can be reached, in ambient mode over several clusters. */
export interface ServiceScopeConfig {
  /**
   * The namespaces of the services.
   *
   * @default - all
   */
  readonly namespaceSelector?: LabelSelector;

  /**
   * The services.
   *
   * @default - all
   */
  readonly servicesSelector?: LabelSelector;

  /** From where they can be reached. */
  readonly scope: ServiceScope;
}

/** Who can see ServiceEntry objects. */
export enum ServiceEntryVisibilityLevel {
  /** Nobody. */
  NONE = 'NONE',

  /** Their own namespace. */
  NAMESPACE = 'NAMESPACE',

  /** Everybody. */
  PUBLIC = 'PUBLIC',
}

/** Who can see the ServiceEntry objects of some namespaces. */
export interface ServiceEntryVisibilityPolicy {
  /** Who can see them. */
  readonly visibility: ServiceEntryVisibilityLevel;

  /**
   * The namespaces: any of these; field `matchingRules[].namespaceSelector`.
   *
   * @default - none
   */
  readonly namespaceSelectors?: LabelSelector[];
}

/** Who can see ServiceEntry objects, whatever their `exportTo` says. */
export interface ServiceEntryVisibility {
  /**
   * Who can see those that no policy is about.
   *
   * @default - everybody
   */
  readonly defaultVisibility?: ServiceEntryVisibilityLevel;

  /**
   * Does it hold for sidecars too, not for ambient mode alone?.
   *
   * @default false
   */
  readonly applyToSidecars?: boolean;

  /**
   * Policies of namespaces, the first that matches wins.
   *
   * @default - none
   */
  readonly policies?: ServiceEntryVisibilityPolicy[];
}
