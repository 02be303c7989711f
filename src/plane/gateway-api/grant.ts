import type { BackendModel } from '../../model/route';
import { reachOf, type ServiceModel } from '../../model/service';
import type { Slot } from '../plane';
import { versionService } from './values';
import { qualified } from '../../model/object-name';

/** The kinds of routes with backends. */
export type RouteKind = 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute' | 'UDPRoute';

/** Everything that routes to these backends may ultimately refer to. */
export function reached(backends: readonly BackendModel[]): readonly ServiceModel[] {
  return [...new Set(backends.flatMap((b) => [...reachOf(b.service)]))];
}

/** ReferenceGrants for routes in a namespace to Services in other namespaces: one in each of those. */
export function grantSlots(owner: string, kinds: readonly RouteKind[], namespace: string, services: readonly ServiceModel[], consumer?: string): readonly Slot[] {
  const byNamespace = new Map<string, Set<string>>();
  const imports = (target: string) => services.filter((s) => s.namespace === target && s.clusterSet?.by === 'import')
    .map((s) => ({ group: s.clusterSet!.group, kind: 'ServiceImport', name: s.name }));
  for (const s of services.filter((one) => one.kind === 'kubernetes' && one.namespace !== namespace && one.client === undefined)) {
    const names = byNamespace.get(s.namespace) ?? new Set<string>();
    [s.name, ...s.versions.map((v) => versionService(s.name, v.name))].forEach((n) => names.add(n));
    byNamespace.set(s.namespace, names);
  }
  return [...byNamespace].map(([target, names]) => ({
    id: consumer === undefined ? `ReferenceGrant-${target}` : `ReferenceGrant-${target}-of-${consumer}`,
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ReferenceGrant',
    name: qualified(namespace, owner),
    namespace: target,
    render: () => ({
      spec: {
        from: kinds.map((kind) => ({ group: 'gateway.networking.k8s.io', kind, namespace })),
        to: [...[...names].sort().map((name) => ({ group: '', kind: 'Service', name })), ...imports(target)],
      },
    }),
  }));
}
