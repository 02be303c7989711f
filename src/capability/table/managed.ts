import { type Cell, full, none } from './level';
import { MeshFeature } from '../feature';
import { FIELD_RULES } from '../managed-fields';

/** What serves a managed mesh. */
type Serving = 'traffic-director' | 'istiod';

const CLUSTER_SET: { readonly [F in MeshFeature]?: Cell } = {
  [MeshFeature.CLUSTER_SET_HOST]: full('a ServiceEntry makes the host known, and a VirtualService leads it to the service'),
  [MeshFeature.CLUSTER_SET_BACKEND]: full('the service itself'),
};

/** What a managed mesh makes of a feature otherwise than by fields that it leaves out. */
const APART: { readonly [S in Serving]: { readonly [F in MeshFeature]?: Cell } } = {
  'traffic-director': {
    ...CLUSTER_SET,
    [MeshFeature.LOCALITY_FAILOVER]: full('a GCPTrafficDistributionPolicy of the service: the nearest healthy region serves; which one that is can\'t be named, and versions and ports follow the service'),
    [MeshFeature.LOCALITY_DISTRIBUTE]: none('Locality.failover(), or a split between services of each region'),
    [MeshFeature.LOCALITY_PRIORITY]: none('Locality.failover(): endpoints are ranked by region and zone'),
    [MeshFeature.PROXYLESS_GRPC]: none('ControlPlane.serviceRouting, whose bootstrap such programs take'),
    [MeshFeature.PROXYLESS_POLICY]: none('ControlPlane.serviceRouting'),
    [MeshFeature.JWT]: full('proxies fetch the keys themselves, so the host of jwksUri is declared: an ExternalService'),
  },
  'istiod': CLUSTER_SET,
};

const REFUSED: ReadonlyMap<MeshFeature, { readonly replacement: string; readonly both: boolean }> = new Map(
  FIELD_RULES.flatMap(({ features = [], replacement, both = false }) => features.map((f) => [f, { replacement, both }] as const)));

/** It takes Istio's API, but for the fields that the table of `plane/managed/fields.ts` says. */
export function managedCell(feature: MeshFeature, istio: Cell, serving: Serving): Cell {
  if (istio.level === 'none') return istio;
  const refused = REFUSED.get(feature);
  if (refused && (refused.both || serving === 'traffic-director')) return none(refused.replacement);
  return APART[serving][feature] ?? istio;
}
