import type { NamespaceModel } from '../../model/mesh';
import type { Slot } from '../plane';

/** The Namespace, with the labels for the injector. */
export function namespaceSlot(n: NamespaceModel, meshLabels: { readonly [name: string]: string }, lateLabels?: Slot['lateLabels']): Slot {
  return {
    id: 'Namespace',
    apiVersion: 'v1',
    kind: 'Namespace',
    name: n.name,
    labels: Object.keys({ ...n.labels, ...meshLabels }).length > 0 ? { ...n.labels, ...meshLabels } : undefined,
    lateLabels,
    annotations: Object.keys(n.annotations).length > 0 ? n.annotations : undefined,
    render: () => ({}),
  };
}
