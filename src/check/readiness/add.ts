import type { Item } from '../../world/item';

/** The implementation that will serve the mesh. */
export type Target = 'traffic-director' | 'istiod';

/** Adds a step: whether it blocks the migration, why the current state can't stay, and its replacement. */
export type Add = (item: Pick<Item, 'apiVersion' | 'kind' | 'namespace' | 'namespaceGiven' | 'name' | 'origin'>, blocking: boolean, reason: string, replacement: string, field?: string) => void;
