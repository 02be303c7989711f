import { matchesSelector } from '../../world/selector';
import type { LabelSelector } from '../../world/shapes/core';
import type { World } from '../../world/world';

const NAME = 'kubernetes.io/metadata.name';

/** Whether a selector matches a namespace's labels; undefined when the namespace is unknown. */
export function selects(world: World, selector: LabelSelector, namespace: string): boolean | undefined {
  const item = world.namespace(namespace);
  const keys = [...Object.keys(selector.matchLabels ?? {}), ...(selector.matchExpressions ?? []).map((e) => e.key)];
  // namespaces are often created and labelled by hand; but each has its name as a label
  if (!item && keys.some((k) => k !== NAME)) return undefined;
  return matchesSelector(selector, { ...item?.labels, [NAME]: namespace });
}
