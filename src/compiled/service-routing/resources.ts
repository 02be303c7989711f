import { kindOfImport } from './imports';
import type { Reference } from './specs';
import { isObject } from '../../grammar/json';
import type { Item } from '../../world/item';
import type { Manifest } from '../../world/manifest';
import type { World } from '../../world/world';
import { sourceOf } from '../age';
import type { Source } from '../form';

const SERVICES = 'networkservices.cnrm.cloud.google.com';
const SECURITY = 'networksecurity.cnrm.cloud.google.com';
const COMPUTE = 'compute.cnrm.cloud.google.com';

/** Kinds of resources, and the API group and kind of their objects of Config Connector. */
const KINDS = {
  Mesh: [SERVICES, 'NetworkServicesMesh'],
  Gateway: [SERVICES, 'NetworkServicesGateway'],
  HTTPRoute: [SERVICES, 'NetworkServicesHTTPRoute'],
  GRPCRoute: [SERVICES, 'NetworkServicesGRPCRoute'],
  TCPRoute: [SERVICES, 'NetworkServicesTCPRoute'],
  TLSRoute: [SERVICES, 'NetworkServicesTLSRoute'],
  EndpointPolicy: [SERVICES, 'NetworkServicesEndpointPolicy'],
  ServerTLSPolicy: [SECURITY, 'NetworkSecurityServerTLSPolicy'],
  BackendService: [COMPUTE, 'ComputeBackendService'],
  GlobalNetworkEndpointGroup: [COMPUTE, 'ComputeGlobalNetworkEndpointGroup'],
  GlobalNetworkEndpoint: [COMPUTE, 'ComputeGlobalNetworkEndpoint'],
} as const;
export type ResourceKind = keyof typeof KINDS;

/** The name of a resource of Google Cloud, and its project if the files contain it. */
export interface ResourceName { readonly name: string; readonly project?: string }

/** A resource of Google Cloud, from an object of Config Connector or from a file for `gcloud … import`. */
export interface Resource<S = unknown> extends ResourceName {
  readonly kind: ResourceKind;
  readonly spec: S;
  /** the object of Config Connector */
  readonly object?: { readonly name: string; readonly namespace: string };
  sourceOf(pointer: string): Source;
}

/** The clusters that share the resources: Config Connector often runs in a cluster of its own. */
export const fleetOf = (world: World): readonly World[] => [world, ...world.siblings];

/** The resources of Google Cloud in the files of all clusters; each resource once. */
export class Resources {
  public static of(world: World): Resources {
    return world.once(Resources, () => new Resources(fleetOf(world)));
  }

  private readonly byKind = new Map<ResourceKind, Resource[]>();
  private readonly byObject = new Map<string, Resource>();

  private constructor(worlds: readonly World[]) {
    for (const world of worlds) {
      for (const kind of Object.keys(KINDS) as ResourceKind[]) for (const item of world.ofKind(KINDS[kind][0], KINDS[kind][1])) this.add(fromConnector(kind, item));
      for (const { manifest, tool } of world.oddities) if (tool === 'gcloud') this.add(fromImport(manifest));
    }
  }

  public all<S>(kind: ResourceKind): readonly Resource<S>[] {
    return (this.byKind.get(kind) ?? []) as readonly Resource<S>[];
  }

  public find<S>(kind: ResourceKind, name: ResourceName | undefined): Resource<S> | undefined {
    return name && this.all<S>(kind).find((r) => isSame(r, name));
  }

  /** The name of the resource that a reference of another one means. */
  public nameOf({ object, project }: Resource, kind: ResourceKind, reference: Reference | undefined): ResourceName | undefined {
    if (typeof reference === 'string') return ofUrl(reference, project);
    if (reference?.external !== undefined) return ofUrl(reference.external, project);
    if (reference?.name === undefined) return undefined;
    const { name, namespace = object?.namespace ?? '' } = reference;
    return this.byObject.get(keyOf(kind, namespace, name)) ?? { name, project };
  }

  private add(resource: Resource | undefined): void {
    if (!resource) return;
    const { kind, object } = resource;
    const list = this.byKind.get(kind) ?? [];
    this.byKind.set(kind, list);
    if (object && !this.byObject.has(keyOf(kind, object.namespace, object.name))) this.byObject.set(keyOf(kind, object.namespace, object.name), resource);
    // clusters of a fleet may each have the object of a shared resource
    if (!list.some((r) => r.name === resource.name && r.project === resource.project)) list.push(resource);
  }
}

const keyOf = (kind: string, namespace: string, name: string): string => `${kind} ${namespace}/${name}`;

/** Whether two names are those of one resource; a project number may be that of any project ID. */
export const isSame = (a: ResourceName, b: ResourceName): boolean =>
  a.name === b.name && (a.project === undefined || b.project === undefined || a.project === b.project || /^\d+$/.test(a.project) !== /^\d+$/.test(b.project));

function fromConnector(kind: ResourceKind, item: Item): Resource {
  const spec = isObject(item.spec) ? item.spec : {};
  const { resourceID, projectRef } = spec as { readonly resourceID?: unknown; readonly projectRef?: { readonly external?: string } };
  const project = projectRef?.external?.split('/').at(-1) ?? item.annotations['cnrm.cloud.google.com/project-id'];
  const { name, namespace } = item;
  return {
    kind, spec, name: typeof resourceID === 'string' ? resourceID : name, ...(project === undefined ? {} : { project }), object: { name, namespace }, sourceOf: (pointer) => sourceOf(item, `/spec${pointer}`),
  };
}

/** A name like `projects/P/locations/global/meshes/M`, or only its last part. */
export function ofUrl(url: string, project?: string): ResourceName {
  const [, of = project] = /(?:^|\/)projects\/([^/]+)\//.exec(url) ?? [];
  return { name: url.split('/').at(-1)!, ...(of === undefined ? {} : { project: of }) };
}

function fromImport({ object, origin }: Manifest): Resource | undefined {
  if (!isObject(object) || typeof object.name !== 'string') return undefined;
  const kind = kindOfImport(object);
  if (!kind) return undefined;
  const name = ofUrl(object.name);
  const described = { apiVersion: 'gcloud', kind, namespace: '', name: name.name, ...(origin.file === undefined ? {} : { file: origin.file }), lineOf: (at: string) => origin.locate?.(at)?.line };
  return { kind, ...name, spec: object, sourceOf: (pointer) => ({ object: described, pointer }) };
}
