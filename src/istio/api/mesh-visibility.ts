import labelSelector, { type LabelSelector } from './label-selector';
import { bool, host } from '../write/check';
import { type At, constant, filled, type Input, type Json, list, struct } from '../write/json';

/** Settings of services. */
export interface ServiceSettings {
  /** The services, by host name; wildcards are allowed. */
  readonly hosts: string[];

  /** Whether requests stay in the caller's cluster; field `settings.clusterLocal`. */
  readonly clusterLocal: boolean;
}

/** The clusters from which a service can be reached, in multi-cluster ambient mode. */
export enum ServiceScope {
  /** From the service's own cluster. */
  LOCAL = 'LOCAL',

  /** From all clusters. */
  GLOBAL = 'GLOBAL',
}

/** The clusters from which services can be reached, in multi-cluster ambient mode. */
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

  /** The clusters from which these services can be reached. */
  readonly scope: ServiceScope;
}

/** Visibility of ServiceEntries. */
export enum ServiceEntryVisibilityLevel {
  /** No namespace. */
  NONE = 'NONE',

  /** The ServiceEntry's own namespace. */
  NAMESPACE = 'NAMESPACE',

  /** All namespaces. */
  PUBLIC = 'PUBLIC',
}

/** Visibility of the ServiceEntries of some namespaces. */
export interface ServiceEntryVisibilityPolicy {
  /** Visibility of the ServiceEntries in these namespaces. */
  readonly visibility: ServiceEntryVisibilityLevel;

  /**
   * The namespaces: any of these; field `matchingRules[].namespaceSelector`.
   *
   * @default - none
   */
  readonly namespaceSelectors?: LabelSelector[];
}

/** Visibility of ServiceEntries, regardless of their `exportTo`. */
export interface ServiceEntryVisibility {
  /**
   * Visibility of the ServiceEntries that no policy matches.
   *
   * @default - all namespaces
   */
  readonly defaultVisibility?: ServiceEntryVisibilityLevel;

  /**
   * Whether this visibility applies to sidecars too, not only to ambient mode.
   *
   * @default false
   */
  readonly applyToSidecars?: boolean;

  /**
   * Policies for namespaces; the first that matches is used.
   *
   * @default - none
   */
  readonly policies?: ServiceEntryVisibilityPolicy[];
}

const serviceSettings = struct<ServiceSettings>((p, at) => ({
  hosts: list(p.hosts, at, 'hosts', host),
  settings: { clusterLocal: bool(p.clusterLocal, at, 'clusterLocal') },
}));

const serviceScopeConfig = struct<ServiceScopeConfig>((p, at) => ({
  namespaceSelector: labelSelector(p.namespaceSelector, at, 'namespaceSelector'),
  servicesSelector: labelSelector(p.servicesSelector, at, 'servicesSelector'),
  scope: constant(p.scope, at, 'scope'),
}));

const serviceEntryVisibilityPolicy = struct<ServiceEntryVisibilityPolicy>((p, at) => ({
  visibility: constant(p.visibility, at, 'visibility'),
  matchingRules: filled(p.namespaceSelectors, at, 'namespaceSelectors', labelSelectorRule),
}));

/** A namespace selector, written as a rule. */
function labelSelectorRule(item: Input<LabelSelector> | undefined, at: At, field: string): Json {
  return { namespaceSelector: labelSelector(item, at, field) };
}

const serviceEntryVisibility = struct<ServiceEntryVisibility>((p, at) => ({
  defaultVisibility: constant(p.defaultVisibility, at, 'defaultVisibility'),
  applyToSidecars: bool(p.applyToSidecars, at, 'applyToSidecars'),
  policies: list(p.policies, at, 'policies', serviceEntryVisibilityPolicy),
}));

export default { serviceSettings, serviceScopeConfig, serviceEntryVisibility };
