import { AMBIENT } from './ambient';
import { GRPC } from './grpc';
import type { Cell } from './level';
import { managedCell } from './managed';
import type { MeshFeature } from '../feature';

export { type Cell, experimental, full, none, partial } from './level';

/**
 * The planes that the model is rendered for; of Istio's API, what Google's managed control plane takes: `traffic-director` and `managed-istiod`; and of Istio's,
 * `grpc`: for programs without a proxy, and `ambient`: for pods without a sidecar.
 */
export type PlaneName = 'istio' | 'traffic-director' | 'managed-istiod' | 'gateway-api' | 'service-routing' | 'static' | 'grpc' | 'ambient';

export const PLANES: readonly PlaneName[] = ['istio', 'traffic-director', 'managed-istiod', 'gateway-api', 'service-routing', 'static', 'grpc', 'ambient'];

/** One feature on every plane. */
export interface Row {
  readonly feature: MeshFeature;
  /** A few words, as they stand in a sentence. */
  readonly title: string;
  readonly on: { readonly [P in PlaneName]: Cell };
}

export function row(feature: MeshFeature, title: string, istio: Cell, gatewayApi: Cell, serviceRouting: Cell, fixed: Cell): Row {
  const managed = { 'traffic-director': managedCell(feature, istio, 'traffic-director'), 'managed-istiod': managedCell(feature, istio, 'istiod') };
  return { feature, title, on: { istio, ...managed, 'gateway-api': gatewayApi, 'service-routing': serviceRouting, 'static': fixed, 'grpc': GRPC[feature], 'ambient': AMBIENT[feature] } };
}
