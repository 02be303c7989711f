import { authzLosses, authzSlots } from './authz';
import { distributionLosses, distributionSlots } from './distribution';
import { namespaceTlsSlots, serviceTlsSlots, tlsLosses } from './tls';
import { CSM_INJECTION } from '../../../capability/implementation/model';
import type { NamespaceModel } from '../../../model/mesh';
import type { ServiceModel } from '../../../model/service';
import type { Unit } from '../../../model/unit';
import type { PodChange, Slot } from '../../plane';

/** Google's own policies of a namespace of the mesh. */
export function googleNamespaceSlots(n: NamespaceModel): readonly Slot[] {
  return namespaceTlsSlots(n);
}

/** Google's own policies of a service of the mesh. */
export function googleServiceSlots(s: ServiceModel): readonly Slot[] {
  return s.kind === 'external' ? [] : [...serviceTlsSlots(s), ...authzSlots(s), ...distributionSlots(s)];
}

/** The label on pods of a proxyless gRPC service for the injector of Google's mesh. */
export function googlePod(s: ServiceModel): PodChange | undefined {
  return s.proxyless ? (t) => ({ ...t, metadata: { ...t.metadata, labels: { ...t.metadata?.labels, [CSM_INJECTION]: 'proxyless' } } }) : undefined;
}

/** The settings of a unit that these policies can't express. */
export function googleLosses({ mesh, service }: Unit): readonly string[] {
  if (mesh && !mesh.trustDomain.endsWith('.svc.id.goog')) {
    return [`${mesh.path}: the trust domain of Cloud Service Mesh must be that of the fleet, PROJECT.svc.id.goog, got: '${mesh.trustDomain}'; set trustDomain`];
  }
  return service ? [...tlsLosses(service), ...authzLosses(service), ...distributionLosses(service)] : [];
}
