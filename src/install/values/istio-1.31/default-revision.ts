import { flag, group, text } from '../kinds';

/** The values that Istio 1.31's chart `default` reads, with their defaults. */
export const defaultRevision = group({
  global: group({
    istioNamespace: text('istio-system'),
    enableReaderRBAC: flag(true),
    profile: text(),
    platform: text(),
  }),
  base: group({
    validationURL: text(''),
  }),
  istiodRemote: group({
    injectionURL: text(''),
  }),
  revision: text(''),
  sidecarInjectorWebhook: group({
    enableNamespacesByDefault: flag(false),
  }),
  profile: text(),
  platform: text(),
  compatibilityVersion: text(),
  ownerName: text(),
});
