import type { Client } from './client';
import { isSame, type Resource, type ResourceKind, type Resources } from './resources';
import type { GatewaySpec, GrpcMatchSpec, HttpMatchSpec, MeshSpec, RouteSpec, RuleSpec, ServerTlsSpec } from './specs';
import type { DownstreamTls } from '../form';

export type Routes<M> = readonly Resource<RouteSpec<RuleSpec<M>>>[];

/** What routes are attached to: the mesh of sidecars and programs, or the gateways of a scope with one port. */
export interface Place {
  readonly name: string;
  readonly port: number;
  readonly parents: readonly Resource[];
  /** of a gateway that terminates TLS */
  readonly tls?: DownstreamTls;
}

const INTERCEPTION_PORT = 15001;

/** The places whose routes a client gets; none if the files don't contain them. */
export function placesOf({ mesh, scope }: Client, resources: Resources): readonly Place[] {
  return scope === undefined ? meshOf(mesh, resources) : gatewaysOf(scope, resources);
}

function meshOf(name: string | undefined, resources: Resources): readonly Place[] {
  const parents = resources.all<MeshSpec>('Mesh').filter((m) => m.name === name);
  return parents.length === 0 ? [] : [{ name: `mesh ${name}`, port: parents[0].spec.interceptionPort || INTERCEPTION_PORT, parents }];
}

/** Gateways of one scope share their Envoys; each port is a listener. */
function gatewaysOf(scope: string, resources: Resources): readonly Place[] {
  const all = resources.all<GatewaySpec>('Gateway').filter((g) => g.spec.scope === scope);
  const ports = [...new Set(all.flatMap((g) => g.spec.ports ?? []))];
  return ports.map((port) => {
    const parents = all.filter((g) => g.spec.ports?.includes(port));
    return { name: `gateway ${scope} port ${port}`, port, parents, tls: parents.map((g) => terminated(g, resources)).find((t) => t !== undefined) };
  });
}

function terminated(gateway: Resource<GatewaySpec>, resources: Resources): DownstreamTls | undefined {
  const name = resources.nameOf(gateway, 'ServerTLSPolicy', gateway.spec.serverTlsPolicyRef ?? gateway.spec.serverTlsPolicy);
  if (!name) return undefined;
  const policy = resources.find<ServerTlsSpec>('ServerTLSPolicy', name);
  return { certificates: [name.name], requireClientCertificate: policy?.spec.mtlsPolicy !== undefined, origin: gateway.sourceOf('/serverTlsPolicyRef') };
}

/** The routes of a kind that are attached to a place. */
export function attached<M>(kind: ResourceKind, { parents }: Place, resources: Resources): Routes<M> {
  return resources.all<RouteSpec<RuleSpec<M>>>(kind).filter((route) => {
    const { meshes = [], gateways = [] } = route.spec;
    const refersTo = (parent: Resource): boolean => (parent.kind === 'Mesh' ? meshes : gateways).some((reference) => {
      const name = resources.nameOf(route, parent.kind, reference);
      return name !== undefined && isSame(name, parent);
    });
    return parents.some(refersTo);
  });
}

/** HTTPRoutes and GRPCRoutes; gRPC programs without a proxy use GRPCRoutes only. */
export const requestRoutes = (place: Place, proxyless: boolean, resources: Resources): Routes<HttpMatchSpec & GrpcMatchSpec> =>
  [...(proxyless ? [] : attached<HttpMatchSpec>('HTTPRoute', place, resources)), ...attached<GrpcMatchSpec>('GRPCRoute', place, resources)];
