import { base } from './istio-1.31/base';
import { cni } from './istio-1.31/cni';
import { defaultRevision } from './istio-1.31/default-revision';
import { gateway } from './istio-1.31/gateway';
import { istiod } from './istio-1.31/istiod';
import { compatibilityVersions, platforms, profiles } from './istio-1.31/overlays';
import { ztunnel } from './istio-1.31/ztunnel';
import { Field, Values } from './kinds';
import type { Traits } from './traits';

/** The charts of an Istio release; `default` makes a revision the default. */
export const CHARTS = ['base', 'istiod', 'gateway', 'cni', 'ztunnel', 'default'] as const;
export type Chart = typeof CHARTS[number];

/** The data of an Istio minor version. */
export interface Release {
  readonly minor: string;
  /** The released images; the charts themselves contain placeholders. */
  readonly images: { readonly hub: string; readonly tag: string };
  /** The oldest supported Kubernetes version. */
  readonly kubernetes: string;
  readonly traits: Traits;
  readonly charts: Record<Chart, Field>;
  readonly profiles: Record<string, Values>;
  readonly platforms: Record<string, Values>;
  readonly compatibilityVersions: Record<string, Values>;
}

/** Releases by minor version. To add one, add a folder next to `istio-1.31` and a line here. */
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

/** The data of a minor version. Throws if it is not supported. */
export function releaseOf(minor: string): Release {
  const release = RELEASES[minor];
  if (!release) throw new Error(`istio ${minor} is not supported; use one of ${Object.keys(RELEASES).join(', ')}`);
  return release;
}
