import { type Cell, full, none } from './cell';
import { ISTIO } from './istio';
import { inEveryChapter, type PlaneTable } from './plane-table';
import { MeshFeature } from '../feature';
import { FIELD_RULES } from '../managed-fields';

/** The implementation of a managed mesh's control plane. */
type Serving = 'traffic-director' | 'istiod';

const CLUSTER_SET: { readonly [F in MeshFeature]?: Cell } = {
  [MeshFeature.CLUSTER_SET_HOST]: full('a ServiceEntry defines the host, and a VirtualService routes it to the service'),
  [MeshFeature.CLUSTER_SET_BACKEND]: full('the service itself'),
};

/** Google's documents list proxyless gRPC for neither implementation. */
const PROXYLESS: { readonly [F in MeshFeature]?: Cell } = {
  [MeshFeature.PROXYLESS_GRPC]: none('ControlPlane.serviceRouting, whose bootstrap such applications use'),
  [MeshFeature.PROXYLESS_POLICY]: none('ControlPlane.serviceRouting'),
};

/** Features that a managed mesh handles differently for reasons other than unsupported fields. */
const APART: { readonly [S in Serving]: { readonly [F in MeshFeature]?: Cell } } = {
  'traffic-director': {
    ...CLUSTER_SET,
    [MeshFeature.LOCALITY_FAILOVER]: full('a GCPTrafficDistributionPolicy of the service: the nearest healthy region is used, without a choice of region, and versions and ports follow the service'),
    [MeshFeature.LOCALITY_DISTRIBUTE]: none('Locality.failover(), or a split between a service per region'),
    [MeshFeature.LOCALITY_PRIORITY]: none('Locality.failover(): endpoints are ranked by region and zone'),
    ...PROXYLESS,
    [MeshFeature.JWT]: full('proxies fetch the keys themselves, so the host of jwksUri must be declared: an ExternalService'),
  },
  'istiod': { ...CLUSTER_SET, ...PROXYLESS },
};

const REFUSED: ReadonlyMap<MeshFeature, { readonly replacement: string; readonly both: boolean }> = new Map(
  FIELD_RULES.flatMap(({ features = [], replacement, both = false }) => features.map((f) => [f, { replacement, both }] as const)));

const SOURCES = inEveryChapter('https://cloud.google.com/service-mesh/docs/onboarding/api-support');

/** The managed control plane reads the Istio API, except the fields listed in FIELD_RULES. */
function managedCell(feature: MeshFeature, serving: Serving): Cell {
  const istio = ISTIO.cells[feature];
  if (istio.level === 'none') return istio;
  const refused = REFUSED.get(feature);
  if (refused && (refused.both || serving === 'traffic-director')) return none(refused.replacement);
  return APART[serving][feature] ?? istio;
}

function managedTable(name: string, title: string, serving: Serving): PlaneTable {
  const features = Object.keys(ISTIO.cells) as MeshFeature[];
  return { name, title, sources: SOURCES, cells: Object.fromEntries(features.map((f) => [f, managedCell(f, serving)])) as Record<MeshFeature, Cell> };
}

export const TRAFFIC_DIRECTOR = managedTable('traffic-director', 'Managed: Traffic Director', 'traffic-director');
export const MANAGED_ISTIOD = managedTable('managed-istiod', 'Managed: istiod', 'istiod');

/** The managed control plane with either implementation; the checks report what one of the two does not read. */
export const MANAGED: PlaneTable = {
  name: 'managed',
  sources: SOURCES,
  cells: { ...ISTIO.cells, ...PROXYLESS },
};
