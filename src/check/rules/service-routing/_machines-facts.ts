import { ofMeshes } from './_backends-facts';
import { computeItems, nameOf } from './_facts';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';
import { at, text } from '../../engine/path';

/** A group of VMs created by the objects. */
export interface MachineGroup {
  readonly item: Item;
  readonly project?: string;
  readonly name: string;
  /** Zone or region. */
  readonly location?: string;
  readonly ports: readonly string[];
}

/** A backend that refers to a group of VMs. */
export interface MachineBackend {
  readonly service: Item;
  readonly pointer: string;
  readonly project?: string;
  readonly name: string;
  readonly location?: string;
  /** The object that is meant, if it is a Config Connector object. */
  readonly object?: string;
}

const GROUP = /(?:projects\/([^/]+)\/)?(?:zones|regions)\/([^/]+)\/instanceGroups\/([^/]+)$/;

const project = (item: Item): string | undefined =>
  text(item.object, 'spec.projectRef.external')?.replace(/^projects\//, '') ?? item.annotations['cnrm.cloud.google.com/project-id'];

/** The groups that the objects create, managed or not. */
export function machineGroups(worlds: readonly World[]): readonly MachineGroup[] {
  const made = (kind: string, location: string, ports: string) => computeItems(worlds, kind).map((item): MachineGroup => ({
    item,
    project: project(item),
    name: text(item.object, 'spec.resourceID') ?? item.name,
    location: text(item.object, location)?.split('/').pop(),
    ports: at(item.object, ports).map(({ value }) => text(value, 'name')).filter((n): n is string => n !== undefined),
  }));
  return [...made('ComputeInstanceGroupManager', 'spec.location', 'spec.namedPorts[*]'), ...made('ComputeInstanceGroup', 'spec.zone', 'spec.namedPort[*]')];
}

/** The backends of meshes that refer to VMs. */
export function machineBackends(worlds: readonly World[]): readonly MachineBackend[] {
  return ofMeshes(worlds).flatMap((service) => at(service.object, 'spec.backend[*].group.instanceGroupRef').flatMap(({ pointer, value }): MachineBackend[] => {
    const named = text(value, 'name');
    if (named !== undefined) {
      return [{ service, pointer, name: named, object: `${text(value, 'namespace') ?? service.namespace}/${named}` }];
    }
    const path = GROUP.exec(text(value, 'external') ?? '');
    return path ? [{ service, pointer, project: path[1] ?? project(service), location: path[2], name: path[3] }] : [];
  }));
}

/** Groups with the backend's name, in its project. */
export const namesakes = (groups: readonly MachineGroup[], b: MachineBackend): readonly MachineGroup[] =>
  groups.filter((g) => (b.object === undefined ? g.name === b.name && g.project === b.project : g.item.kind === 'ComputeInstanceGroup' && nameOf(g.item) === b.object));

/** The group that a backend refers to, if the objects create it. */
export const groupOf = (groups: readonly MachineGroup[], b: MachineBackend): MachineGroup | undefined =>
  namesakes(groups, b).find((g) => b.location === undefined || g.location === b.location);
