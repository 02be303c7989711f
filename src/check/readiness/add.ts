import type { Item } from '../../world/item';

/** What is to serve the mesh. */
export type Target = 'traffic-director' | 'istiod';

/** Notes a step: whether it stops the move, why what is there can't stay, and what to put in its place. */
export type Add = (item: Pick<Item, 'apiVersion' | 'kind' | 'namespace' | 'namespaceGiven' | 'name' | 'origin'>, blocking: boolean, reason: string, replacement: string, field?: string) => void;
