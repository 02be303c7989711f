import { Manifest } from './manifest';
import { crdManifests } from '../../crd/crds';
import { CrdSet } from '../../crd/sets';

/** Istio's CRDs; Helm keeps them when their release is removed, as deleting a CRD deletes all of its objects. */
export function istioCrds(excluded: string[], templated = true): Manifest[] {
  const crds: Manifest[] = crdManifests(CrdSet.ISTIO);
  if (!templated) return crds;
  const unknown = excluded.filter((name) => !crds.some((crd) => crd.metadata.name === name));
  if (unknown.length > 0) {
    throw new Error(`base.excludedCRDs: Istio has no CRD ${unknown.join(', ')} (available: ${crds.map((crd) => crd.metadata.name).join(', ')}); use one of those, or remove it`);
  }
  for (const crd of crds) crd.metadata.labels = { 'app.kubernetes.io/part-of': 'istio' };
  return crds.filter((crd) => !excluded.includes(crd.metadata.name));
}
