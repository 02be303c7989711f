import { quoted } from './tree';
import { usesTrustBundles } from '../chart/istiod-deployment';
import { isSet, text, tidy } from '../chart/manifest';
import { Values } from '../values/kinds';
import { traitsOf } from '../values/traits';

/** The values that a template uses, evaluated when the template is generated and not at injection. */
export interface Baked {
  readonly global: Values;
  readonly proxy: Values;
  readonly statusPort: string;
  readonly logLevel: string;
  /** The address of istiod's CA. */
  readonly caAddress: string;
  readonly clusterName: string;
  readonly clusterDomain: string;
  readonly cni: boolean;
  readonly multus: boolean;
  readonly ownCertificates: boolean;
  readonly gkeCertificates: boolean;
  readonly trustBundle: boolean;
  readonly gateways: Values;
  readonly goMaxProcs: boolean;
}

export function bake(values: Values): Baked {
  const { global } = values;
  const revision = text(values.revision);
  return {
    global,
    proxy: global.proxy,
    statusPort: text(global.proxy.statusPort),
    logLevel: text(global.logging?.level),
    caAddress: text(global.caAddress) || `istiod${revision ? `-${revision}` : ''}.${text(global.istioNamespace)}.svc:15012`,
    clusterName: text(global.multiCluster?.clusterName),
    clusterDomain: text(global.proxy.clusterDomain),
    cni: Boolean(values.cni?.enabled),
    multus: values.cni?.provider === 'multus',
    ownCertificates: global.pilotCertProvider === 'istiod',
    gkeCertificates: global.caName === 'GkeWorkloadCertificate',
    trustBundle: usesTrustBundles(values.env),
    gateways: values.gateways ?? {},
    goMaxProcs: traitsOf(values).goMaxProcs,
  };
}

/** Removes nulls, and what is empty without them. */
export function withoutNulls(value: any): any {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (Object.values(value).every((child) => child !== null && withoutNulls(child) === child)) return value;
  const kept = Object.entries(value).map(([key, child]) => [key, withoutNulls(child)]).filter(([, child]) => child !== null && child !== undefined);
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

/** A user's own tree as template nodes. */
export function own(value: unknown): any {
  return isSet(value) ? tidy(value) : undefined;
}

/** An annotation of the pod, or by default the setting from the values. */
export function annotation(key: string, fallback: unknown): string {
  return `annotation .ObjectMeta ${quoted(key)} ${quoted(fallback)}`;
}
export function hasAnnotation(key: string): string {
  return `isset .ObjectMeta.Annotations ${quoted(key)}`;
}
export function annotationOf(key: string): string {
  return `index .ObjectMeta.Annotations ${quoted(key)}`;
}
export function labelOf(key: string): string {
  return `index .ObjectMeta.Labels ${quoted(key)}`;
}
