import { isObject, textIn } from '../../../grammar/json';
import type { Item } from '../../../world/item';
import type { World } from '../../../world/world';

/** A setting, with the object that contains it. */
export interface Setting { readonly value: string; readonly item: Item; readonly pointer: string }

const at = (value: unknown, path: readonly string[]): unknown => path.reduce((inner: unknown, key) => (isObject(inner) ? inner[key] : undefined), value);

/** A value of the IstioOperator of a cluster, if it has one and only one. */
export function operatorValue(world: World, path: readonly string[]): Setting | undefined {
  const operators = world.ofKind('install.istio.io', 'IstioOperator');
  const value = operators.length === 1 ? textIn(at(operators[0].object.spec, path)) : undefined;
  return value ? { value, item: operators[0], pointer: `/spec/${path.join('/')}` } : undefined;
}

/** The name that the installation gives to its cluster. */
export const operatorCluster = (world: World): Setting | undefined => operatorValue(world, ['values', 'global', 'multiCluster', 'clusterName']);
const operatorNetwork = (world: World): Setting | undefined => operatorValue(world, ['values', 'global', 'network']);

/** The mesh that a cluster belongs to, by its installation or its mesh configuration. */
export function meshId(world: World): Setting | undefined {
  const installed = operatorValue(world, ['values', 'global', 'meshID']);
  const value = world.mesh.config.defaultConfig?.meshId;
  return installed ?? (value && world.mesh.item ? { value, item: world.mesh.item, pointer: '/data/mesh' } : undefined);
}

/** Whether a cluster is installed as one of several: it has a name and a network. */
export const isOneOfSeveral = (world: World): boolean => operatorCluster(world) !== undefined && operatorNetwork(world) !== undefined;
