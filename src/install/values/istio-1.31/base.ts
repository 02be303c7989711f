import { choice, flag, group, list, text } from '../kinds';

/** The values that Istio 1.31's chart `base` reads, with their defaults. */
export const base = group({
  global: group({
    imagePullSecrets: list([]),
    istioNamespace: text('istio-system'),
    resourceScope: choice(['all', 'cluster', 'namespace'], 'all'),
    enableReaderRBAC: flag(true),
    profile: text(),
    platform: text(),
  }),
  base: group({
    excludedCRDs: list([]),
    enableCRDTemplates: flag(true),
    validationURL: text(''),
    validationCABundle: text(''),
    enableIstioConfigCRDs: flag(true),
    validationFailurePolicy: choice(['Ignore', 'Fail']),
  }),
  defaultRevision: text('default'),
  experimental: group({
    stableValidationPolicy: flag(false),
  }),
  profile: text(),
  platform: text(),
  compatibilityVersion: text(),
});
