import { base } from './istio-1.31/base';
import { cni } from './istio-1.31/cni';
import { defaultRevision } from './istio-1.31/default-revision';
import { gateway } from './istio-1.31/gateway';
import { istiod } from './istio-1.31/istiod';
import { compatibilityVersions, platforms, profiles } from './istio-1.31/overlays';
import { ztunnel } from './istio-1.31/ztunnel';
import { Field, Values } from './kinds';
import type { Traits } from './traits';

/** The charts of an Istio release; `default` holds what makes a revision the default one. */
export const CHARTS = ['base', 'istiod', 'gateway', 'cni', 'ztunnel', 'default'] as const;
export type Chart = typeof CHARTS[number];

/** All that is data in a minor of Istio. */
export interface Release {
  readonly minor: string;
  /** Where the released images are; the charts themselves name those of a build. */
  readonly images: { readonly hub: string; readonly tag: string };
  /** The oldest Kubernetes that it runs on. */
  readonly kubernetes: string;
  readonly traits: Traits;
  readonly charts: Record<Chart, Field>;
  readonly profiles: Record<string, Values>;
  readonly platforms: Record<string, Values>;
  readonly compatibilityVersions: Record<string, Values>;
}

/** By minor: adding one is adding a folder beside `istio-1.31` and a line here. */
export const RELEASES: Record<string, Release> = {
  1.31: {
    minor: '1.31',
    images: { hub: 'docker.io/istio', tag: '1.31.0' },
    kubernetes: '1.32',
    traits: { goMaxProcs: true, experimentalStatuses: ['xbackendtrafficpolicies'] },
    charts: { base, istiod, gateway, cni, ztunnel, default: defaultRevision },
    profiles,
    platforms,
    compatibilityVersions,
  },
};

export const NEWEST = '1.31';

/** The data of a minor. Throws when it isn't one that this library knows. */
export function releaseOf(minor: string): Release {
  const release = RELEASES[minor];
  if (!release) throw new Error(`istio ${minor} is not supported; use one of ${Object.keys(RELEASES).join(', ')}`);
  return release;
}
