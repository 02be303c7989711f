import type { LabelSelector } from '../label-selector';
import type { ServiceEntryVisibility, ServiceEntryVisibilityPolicy, ServiceScopeConfig, ServiceSettings } from '../mesh-visibility';
import { bool, host } from './check';
import type { At, Input, Json } from './json';
import { constant, filled, list, struct } from './json';
import { labelSelector } from './label-selector';

export const serviceSettings = struct<ServiceSettings>((p, at) => ({
  hosts: list(p.hosts, at, 'hosts', host),
  settings: { clusterLocal: bool(p.clusterLocal, at, 'clusterLocal') },
}));

export const serviceScopeConfig = struct<ServiceScopeConfig>((p, at) => ({
  namespaceSelector: labelSelector(p.namespaceSelector, at, 'namespaceSelector'),
  servicesSelector: labelSelector(p.servicesSelector, at, 'servicesSelector'),
  scope: constant(p.scope, at, 'scope'),
}));

export const serviceEntryVisibilityPolicy = struct<ServiceEntryVisibilityPolicy>((p, at) => ({
  visibility: constant(p.visibility, at, 'visibility'),
  matchingRules: filled(p.namespaceSelectors, at, 'namespaceSelectors', labelSelectorRule),
}));

/** A namespace selector, written as a rule. */
export function labelSelectorRule(item: Input<LabelSelector> | undefined, at: At, field: string): Json {
  return { namespaceSelector: labelSelector(item, at, field) };
}

export const serviceEntryVisibility = struct<ServiceEntryVisibility>((p, at) => ({
  defaultVisibility: constant(p.defaultVisibility, at, 'defaultVisibility'),
  applyToSidecars: bool(p.applyToSidecars, at, 'applyToSidecars'),
  policies: list(p.policies, at, 'policies', serviceEntryVisibilityPolicy),
}));
